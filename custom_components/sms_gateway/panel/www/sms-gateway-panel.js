var Wi=Object.defineProperty;var Yi=Object.getOwnPropertyDescriptor;var Ts=r=>{throw TypeError(r)};var g=(r,e,t,s)=>{for(var i=s>1?void 0:s?Yi(e,t):e,o=r.length-1,a;o>=0;o--)(a=r[o])&&(i=(s?a(e,t,i):a(i))||i);return s&&i&&Wi(e,t,i),i};var Ye=(r,e,t)=>e.has(r)||Ts("Cannot "+t);var n=(r,e,t)=>(Ye(r,e,"read from private field"),t?t.call(r):e.get(r)),m=(r,e,t)=>e.has(r)?Ts("Cannot add the same private member more than once"):e instanceof WeakSet?e.add(r):e.set(r,t),f=(r,e,t,s)=>(Ye(r,e,"write to private field"),s?s.call(r,t):e.set(r,t),t),c=(r,e,t)=>(Ye(r,e,"access private method"),t);/**
 * @license
 * Copyright 2019 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var pe=globalThis,ue=pe.ShadowRoot&&(pe.ShadyCSS===void 0||pe.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,Je=Symbol(),Hs=new WeakMap,Nt=class{constructor(e,t,s){if(this._$cssResult$=!0,s!==Je)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(ue&&e===void 0){let s=t!==void 0&&t.length===1;s&&(e=Hs.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),s&&Hs.set(t,e))}return e}toString(){return this.cssText}},Ss=r=>new Nt(typeof r=="string"?r:r+"",void 0,Je),R=(r,...e)=>{let t=r.length===1?r[0]:e.reduce((s,i,o)=>s+(a=>{if(a._$cssResult$===!0)return a.cssText;if(typeof a=="number")return a;throw Error("Value passed to 'css' function must be a 'css' function result: "+a+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(i)+r[o+1],r[0]);return new Nt(t,r,Je)},Ls=(r,e)=>{if(ue)r.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(let t of e){let s=document.createElement("style"),i=pe.litNonce;i!==void 0&&s.setAttribute("nonce",i),s.textContent=t.cssText,r.appendChild(s)}},Xe=ue?r=>r:r=>r instanceof CSSStyleSheet?(e=>{let t="";for(let s of e.cssRules)t+=s.cssText;return Ss(t)})(r):r;/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var{is:Ji,defineProperty:Xi,getOwnPropertyDescriptor:Qi,getOwnPropertyNames:tr,getOwnPropertySymbols:er,getPrototypeOf:sr}=Object,rt=globalThis,Rs=rt.trustedTypes,ir=Rs?Rs.emptyScript:"",rr=rt.reactiveElementPolyfillSupport,It=(r,e)=>r,Dt={toAttribute(r,e){switch(e){case Boolean:r=r?ir:null;break;case Object:case Array:r=r==null?r:JSON.stringify(r)}return r},fromAttribute(r,e){let t=r;switch(e){case Boolean:t=r!==null;break;case Number:t=r===null?null:Number(r);break;case Object:case Array:try{t=JSON.parse(r)}catch{t=null}}return t}},me=(r,e)=>!Ji(r,e),Ps={attribute:!0,type:String,converter:Dt,reflect:!1,useDefault:!1,hasChanged:me};Symbol.metadata??(Symbol.metadata=Symbol("metadata")),rt.litPropertyMetadata??(rt.litPropertyMetadata=new WeakMap);var J=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??(this.l=[])).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=Ps){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let s=Symbol(),i=this.getPropertyDescriptor(e,s,t);i!==void 0&&Xi(this.prototype,e,i)}}static getPropertyDescriptor(e,t,s){let{get:i,set:o}=Qi(this.prototype,e)??{get(){return this[t]},set(a){this[t]=a}};return{get:i,set(a){let h=i?.call(this);o?.call(this,a),this.requestUpdate(e,h,s)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??Ps}static _$Ei(){if(this.hasOwnProperty(It("elementProperties")))return;let e=sr(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(It("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(It("properties"))){let t=this.properties,s=[...tr(t),...er(t)];for(let i of s)this.createProperty(i,t[i])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[s,i]of t)this.elementProperties.set(s,i)}this._$Eh=new Map;for(let[t,s]of this.elementProperties){let i=this._$Eu(t,s);i!==void 0&&this._$Eh.set(i,t)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let s=new Set(e.flat(1/0).reverse());for(let i of s)t.unshift(Xe(i))}else e!==void 0&&t.push(Xe(e));return t}static _$Eu(e,t){let s=t.attribute;return s===!1?void 0:typeof s=="string"?s:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??(this._$EO=new Set)).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let s of t.keys())this.hasOwnProperty(s)&&(e.set(s,this[s]),delete this[s]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Ls(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??(this.renderRoot=this.createRenderRoot()),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,s){this._$AK(e,s)}_$ET(e,t){let s=this.constructor.elementProperties.get(e),i=this.constructor._$Eu(e,s);if(i!==void 0&&s.reflect===!0){let o=(s.converter?.toAttribute!==void 0?s.converter:Dt).toAttribute(t,s.type);this._$Em=e,o==null?this.removeAttribute(i):this.setAttribute(i,o),this._$Em=null}}_$AK(e,t){let s=this.constructor,i=s._$Eh.get(e);if(i!==void 0&&this._$Em!==i){let o=s.getPropertyOptions(i),a=typeof o.converter=="function"?{fromAttribute:o.converter}:o.converter?.fromAttribute!==void 0?o.converter:Dt;this._$Em=i;let h=a.fromAttribute(t,o.type);this[i]=h??this._$Ej?.get(i)??h,this._$Em=null}}requestUpdate(e,t,s,i=!1,o){if(e!==void 0){let a=this.constructor;if(i===!1&&(o=this[e]),s??(s=a.getPropertyOptions(e)),!((s.hasChanged??me)(o,t)||s.useDefault&&s.reflect&&o===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,s))))return;this.C(e,t,s)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,t,{useDefault:s,reflect:i,wrapped:o},a){s&&!(this._$Ej??(this._$Ej=new Map)).has(e)&&(this._$Ej.set(e,a??t??this[e]),o!==!0||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||s||(t=void 0),this._$AL.set(e,t)),i===!0&&this._$Em!==e&&(this._$Eq??(this._$Eq=new Set)).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(t){Promise.reject(t)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??(this.renderRoot=this.createRenderRoot()),this._$Ep){for(let[i,o]of this._$Ep)this[i]=o;this._$Ep=void 0}let s=this.constructor.elementProperties;if(s.size>0)for(let[i,o]of s){let{wrapped:a}=o,h=this[i];a!==!0||this._$AL.has(i)||h===void 0||this.C(i,void 0,o,h)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(s=>s.hostUpdate?.()),this.update(t)):this._$EM()}catch(s){throw e=!1,this._$EM(),s}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&(this._$Eq=this._$Eq.forEach(t=>this._$ET(t,this[t]))),this._$EM()}updated(e){}firstUpdated(e){}};J.elementStyles=[],J.shadowRootOptions={mode:"open"},J[It("elementProperties")]=new Map,J[It("finalized")]=new Map,rr?.({ReactiveElement:J}),(rt.reactiveElementVersions??(rt.reactiveElementVersions=[])).push("2.1.2");/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var jt=globalThis,Vs=r=>r,fe=jt.trustedTypes,Os=fe?fe.createPolicy("lit-html",{createHTML:r=>r}):void 0,ts="$lit$",X=`lit$${Math.random().toFixed(9).slice(2)}$`,es="?"+X,nr=`<${es}>`,gt=document,Ft=()=>gt.createComment(""),zt=r=>r===null||typeof r!="object"&&typeof r!="function",ss=Array.isArray,js=r=>ss(r)||typeof r?.[Symbol.iterator]=="function",Qe=`[ 	
\f\r]`,qt=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Us=/-->/g,Ns=/>/g,mt=RegExp(`>|${Qe}(?:([^\\s"'>=/]+)(${Qe}*=${Qe}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Is=/'/g,Ds=/"/g,Fs=/^(?:script|style|textarea|title)$/i,is=r=>(e,...t)=>({_$litType$:r,strings:e,values:t}),l=is(1),zs=is(2),Sr=is(3),Q=Symbol.for("lit-noChange"),u=Symbol.for("lit-nothing"),qs=new WeakMap,ft=gt.createTreeWalker(gt,129);function Bs(r,e){if(!ss(r)||!r.hasOwnProperty("raw"))throw Error("invalid template strings array");return Os!==void 0?Os.createHTML(e):e}var Zs=(r,e)=>{let t=r.length-1,s=[],i,o=e===2?"<svg>":e===3?"<math>":"",a=qt;for(let h=0;h<t;h++){let d=r[h],b,C,y=-1,_=0;for(;_<d.length&&(a.lastIndex=_,C=a.exec(d),C!==null);)_=a.lastIndex,a===qt?C[1]==="!--"?a=Us:C[1]!==void 0?a=Ns:C[2]!==void 0?(Fs.test(C[2])&&(i=RegExp("</"+C[2],"g")),a=mt):C[3]!==void 0&&(a=mt):a===mt?C[0]===">"?(a=i??qt,y=-1):C[1]===void 0?y=-2:(y=a.lastIndex-C[2].length,b=C[1],a=C[3]===void 0?mt:C[3]==='"'?Ds:Is):a===Ds||a===Is?a=mt:a===Us||a===Ns?a=qt:(a=mt,i=void 0);let w=a===mt&&r[h+1].startsWith("/>")?" ":"";o+=a===qt?d+nr:y>=0?(s.push(b),d.slice(0,y)+ts+d.slice(y)+X+w):d+X+(y===-2?h:w)}return[Bs(r,o+(r[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),s]},Bt=class r{constructor({strings:e,_$litType$:t},s){let i;this.parts=[];let o=0,a=0,h=e.length-1,d=this.parts,[b,C]=Zs(e,t);if(this.el=r.createElement(b,s),ft.currentNode=this.el.content,t===2||t===3){let y=this.el.content.firstChild;y.replaceWith(...y.childNodes)}for(;(i=ft.nextNode())!==null&&d.length<h;){if(i.nodeType===1){if(i.hasAttributes())for(let y of i.getAttributeNames())if(y.endsWith(ts)){let _=C[a++],w=i.getAttribute(y).split(X),H=/([.?@])?(.*)/.exec(_);d.push({type:1,index:o,name:H[2],strings:w,ctor:H[1]==="."?ve:H[1]==="?"?ye:H[1]==="@"?$e:yt}),i.removeAttribute(y)}else y.startsWith(X)&&(d.push({type:6,index:o}),i.removeAttribute(y));if(Fs.test(i.tagName)){let y=i.textContent.split(X),_=y.length-1;if(_>0){i.textContent=fe?fe.emptyScript:"";for(let w=0;w<_;w++)i.append(y[w],Ft()),ft.nextNode(),d.push({type:2,index:++o});i.append(y[_],Ft())}}}else if(i.nodeType===8)if(i.data===es)d.push({type:2,index:o});else{let y=-1;for(;(y=i.data.indexOf(X,y+1))!==-1;)d.push({type:7,index:o}),y+=X.length-1}o++}}static createElement(e,t){let s=gt.createElement("template");return s.innerHTML=e,s}};function vt(r,e,t=r,s){if(e===Q)return e;let i=s!==void 0?t._$Co?.[s]:t._$Cl,o=zt(e)?void 0:e._$litDirective$;return i?.constructor!==o&&(i?._$AO?.(!1),o===void 0?i=void 0:(i=new o(r),i._$AT(r,t,s)),s!==void 0?(t._$Co??(t._$Co=[]))[s]=i:t._$Cl=i),i!==void 0&&(e=vt(r,i._$AS(r,e.values),i,s)),e}var ge=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:s}=this._$AD,i=(e?.creationScope??gt).importNode(t,!0);ft.currentNode=i;let o=ft.nextNode(),a=0,h=0,d=s[0];for(;d!==void 0;){if(a===d.index){let b;d.type===2?b=new Et(o,o.nextSibling,this,e):d.type===1?b=new d.ctor(o,d.name,d.strings,this,e):d.type===6&&(b=new be(o,this,e)),this._$AV.push(b),d=s[++h]}a!==d?.index&&(o=ft.nextNode(),a++)}return ft.currentNode=gt,i}p(e){let t=0;for(let s of this._$AV)s!==void 0&&(s.strings!==void 0?(s._$AI(e,s,t),t+=s.strings.length-2):s._$AI(e[t])),t++}},Et=class r{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,s,i){this.type=2,this._$AH=u,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=s,this.options=i,this._$Cv=i?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=vt(this,e,t),zt(e)?e===u||e==null||e===""?(this._$AH!==u&&this._$AR(),this._$AH=u):e!==this._$AH&&e!==Q&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):js(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==u&&zt(this._$AH)?this._$AA.nextSibling.data=e:this.T(gt.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:s}=e,i=typeof s=="number"?this._$AC(e):(s.el===void 0&&(s.el=Bt.createElement(Bs(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===i)this._$AH.p(t);else{let o=new ge(i,this),a=o.u(this.options);o.p(t),this.T(a),this._$AH=o}}_$AC(e){let t=qs.get(e.strings);return t===void 0&&qs.set(e.strings,t=new Bt(e)),t}k(e){ss(this._$AH)||(this._$AH=[],this._$AR());let t=this._$AH,s,i=0;for(let o of e)i===t.length?t.push(s=new r(this.O(Ft()),this.O(Ft()),this,this.options)):s=t[i],s._$AI(o),i++;i<t.length&&(this._$AR(s&&s._$AB.nextSibling,i),t.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let s=Vs(e).nextSibling;Vs(e).remove(),e=s}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},yt=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,s,i,o){this.type=1,this._$AH=u,this._$AN=void 0,this.element=e,this.name=t,this._$AM=i,this.options=o,s.length>2||s[0]!==""||s[1]!==""?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=u}_$AI(e,t=this,s,i){let o=this.strings,a=!1;if(o===void 0)e=vt(this,e,t,0),a=!zt(e)||e!==this._$AH&&e!==Q,a&&(this._$AH=e);else{let h=e,d,b;for(e=o[0],d=0;d<o.length-1;d++)b=vt(this,h[s+d],t,d),b===Q&&(b=this._$AH[d]),a||(a=!zt(b)||b!==this._$AH[d]),b===u?e=u:e!==u&&(e+=(b??"")+o[d+1]),this._$AH[d]=b}a&&!i&&this.j(e)}j(e){e===u?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},ve=class extends yt{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===u?void 0:e}},ye=class extends yt{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==u)}},$e=class extends yt{constructor(e,t,s,i,o){super(e,t,s,i,o),this.type=5}_$AI(e,t=this){if((e=vt(this,e,t,0)??u)===Q)return;let s=this._$AH,i=e===u&&s!==u||e.capture!==s.capture||e.once!==s.once||e.passive!==s.passive,o=e!==u&&(s===u||i);i&&this.element.removeEventListener(this.name,this,s),o&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},be=class{constructor(e,t,s){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(e){vt(this,e)}},Ks={M:ts,P:X,A:es,C:1,L:Zs,R:ge,D:js,V:vt,I:Et,H:yt,N:ye,U:$e,B:ve,F:be},or=jt.litHtmlPolyfillSupport;or?.(Bt,Et),(jt.litHtmlVersions??(jt.litHtmlVersions=[])).push("3.3.3");var Gs=(r,e,t)=>{let s=t?.renderBefore??e,i=s._$litPart$;if(i===void 0){let o=t?.renderBefore??null;s._$litPart$=i=new Et(e.insertBefore(Ft(),o),o,void 0,t??{})}return i._$AI(r),i};/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var Zt=globalThis,nt=class extends J{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){var t;let e=super.createRenderRoot();return(t=this.renderOptions).renderBefore??(t.renderBefore=e.firstChild),e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=Gs(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return Q}};nt._$litElement$=!0,nt.finalized=!0,Zt.litElementHydrateSupport?.({LitElement:nt});var ar=Zt.litElementPolyfillSupport;ar?.({LitElement:nt});(Zt.litElementVersions??(Zt.litElementVersions=[])).push("4.2.2");/**
 * @license
 * Copyright 2022 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 *//**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 *//**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var lr={attribute:!0,type:String,converter:Dt,reflect:!1,hasChanged:me},cr=(r=lr,e,t)=>{let{kind:s,metadata:i}=t,o=globalThis.litPropertyMetadata.get(i);if(o===void 0&&globalThis.litPropertyMetadata.set(i,o=new Map),s==="setter"&&((r=Object.create(r)).wrapped=!0),o.set(t.name,r),s==="accessor"){let{name:a}=t;return{set(h){let d=e.get.call(this);e.set.call(this,h),this.requestUpdate(a,d,r,!0,h)},init(h){return h!==void 0&&this.C(a,void 0,r,h),h}}}if(s==="setter"){let{name:a}=t;return function(h){let d=this[a];e.call(this,h),this.requestUpdate(a,d,r,!0,h)}}throw Error("Unsupported decorator location: "+s)};function v(r){return(e,t)=>typeof t=="object"?cr(r,e,t):((s,i,o)=>{let a=i.hasOwnProperty(o);return i.constructor.createProperty(o,s),a?Object.getOwnPropertyDescriptor(i,o):void 0})(r,e,t)}/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */function P(r){return v({...r,state:!0,attribute:!1})}/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 *//**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var $t=(r,e,t)=>(t.configurable=!0,t.enumerable=!0,Reflect.decorate&&typeof e!="object"&&Object.defineProperty(r,e,t),t);/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */function rs(r,e){return(t,s,i)=>{let o=a=>a.renderRoot?.querySelector(r)??null;if(e){let{get:a,set:h}=typeof s=="object"?t:i??(()=>{let d=Symbol();return{get(){return this[d]},set(b){this[d]=b}}})();return $t(t,s,{get(){let d=a.call(this);return d===void 0&&(d=o(this),(d!==null||this.hasUpdated)&&h.call(this,d)),d}})}return $t(t,s,{get(){return o(this)}})}}/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 *//**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 *//**
 * @license
 * Copyright 2021 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 *//**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var Ws=[1e3,2e3,5e3,1e4,3e4],ot,at,Mt,j,Gt,bt,wt,Ys,Wt,ns,Kt=class{constructor(e,t,s){this.connection=e;this.message=t;this.heard=s;m(this,wt);m(this,ot,null);m(this,at);m(this,Mt,0);m(this,j,0);m(this,Gt,!1);m(this,bt,async()=>{if(clearTimeout(n(this,at)),!this.connection.connected)return;f(this,j,n(this,j)+1);let e=n(this,j),t=s=>e===n(this,j)&&c(this,wt,Ys).call(this,s);try{let s={resubscribe:!1},i=await this.connection.subscribeMessage(t,this.message,s);e===n(this,j)&&!n(this,Gt)?f(this,ot,i):i().catch(()=>{})}catch(s){e===n(this,j)&&(dr(s)&&this.heard({type:"closed"}),c(this,wt,ns).call(this))}});m(this,Wt,()=>{f(this,j,n(this,j)+1),f(this,ot,null),clearTimeout(n(this,at))});e.addEventListener("ready",n(this,bt)),e.addEventListener("disconnected",n(this,Wt)),n(this,bt).call(this)}end(){var e;f(this,Gt,!0),f(this,j,n(this,j)+1),clearTimeout(n(this,at)),this.connection.removeEventListener("ready",n(this,bt)),this.connection.removeEventListener("disconnected",n(this,Wt)),(e=n(this,ot))==null||e.call(this).catch(()=>{}),f(this,ot,null)}};ot=new WeakMap,at=new WeakMap,Mt=new WeakMap,j=new WeakMap,Gt=new WeakMap,bt=new WeakMap,wt=new WeakSet,Ys=function(e){f(this,Mt,0),this.heard(e),e.type==="closed"&&(f(this,ot,null),c(this,wt,ns).call(this))},Wt=new WeakMap,ns=function(){let e=Ws[Math.min(n(this,Mt),Ws.length-1)];f(this,Mt,n(this,Mt)+1),clearTimeout(n(this,at)),f(this,at,setTimeout(n(this,bt),e))};function dr(r){return typeof r=="object"&&r!==null&&"code"in r?r.code==="unauthorized":!1}var we=class{constructor(e){this.connection=e}overview(e,t=50){return new Kt(this.connection,os("overview/subscribe",{limit:t}),e)}thread(e,t,s=50){let i=os("thread/subscribe",{thread_id:e,limit:s});return new Kt(this.connection,i,t)}threads(e,t,s=50){return this.ask("threads/list",{...e,...t&&{before:t},limit:s})}messages(e,t,s=50){return this.ask("messages/list",{thread_id:e,...t,limit:s})}search(e,t={},s=50){return this.ask("messages/search",{text:e,...t,limit:s})}story(e){return this.ask("message/get",{message_id:e})}read(e,t){return this.ask("thread/read",{thread_id:e,at:t})}statistics(e,t,s="day",i){return this.ask("statistics",{from:e,to:t,bucket:s,...i&&{account:i}})}preview(e,t){return this.ask("preview",{...e,...t})}send(e,t){return this.ask("send",{...e,...t})}resend(e,t,s){return this.ask("resend",{message_id:e,client_id:t,...s&&{entry_id:s}})}cancel(e){return this.ask("cancel",{message_id:e})}setConsent(e,t,s,i,o){let a={thread_id:e,subscribed:t,scope:s,note:i,...o&&{entry_id:o}};return this.ask("consent/set",a)}ask(e,t={}){return this.connection.sendMessagePromise(os(e,t))}};function os(r,e){return{type:`sms_gateway/${r}`,...e}}var O=R`
  :host {
    --text: var(--primary-text-color, #141414);
    --soft: var(--secondary-text-color, #5e5e5e);
    --line: var(--divider-color, rgba(0, 0, 0, 0.12));
    --paper: var(--card-background-color, #fff);
    --ground: var(--primary-background-color, #fafafa);
    --raised: var(--secondary-background-color, #f0f0f0);
    --accent: var(--primary-color, #009ac7);
    --on-accent: var(--text-primary-color, #fff);
    --bad: var(--error-color, #db4437);
    --warn: var(--warning-color, #ffa600);
    --good: var(--success-color, #43a047);
    --round: var(--ha-border-radius-lg, 12px);
    color: var(--text);
    font-family: var(--ha-font-family-body, Roboto, Noto, sans-serif);
    font-size: var(--ha-font-size-m, 14px);
    line-height: var(--ha-line-height-normal, 1.5);
    box-sizing: border-box;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  button,
  select,
  input,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    min-height: 44px;
    min-width: 44px;
    padding: 0 16px;
    border: 1px solid transparent;
    border-radius: 22px;
    background: none;
    cursor: pointer;
  }
  button.filled {
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 500;
  }
  button.outlined {
    border-color: var(--line);
  }
  button.danger {
    color: var(--bad);
    border-color: currentColor;
  }
  button.icon {
    padding: 0;
    display: inline-grid;
    place-items: center;
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  @media (hover: hover) {
    button:not(:disabled):not(.filled):hover {
      background: color-mix(in srgb, currentColor 8%, transparent);
    }
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  input,
  select,
  textarea {
    min-height: 44px;
    padding: 10px 12px;
    border: 1px solid var(--soft);
    border-radius: 8px;
    background: var(--paper);
    /* Below that Safari zooms in. */
    font-size: 16px;
  }
  a {
    color: var(--accent);
  }
  svg {
    width: 24px;
    height: 24px;
    fill: currentColor;
    flex: none;
  }
  svg.pointing:dir(rtl) {
    transform: scaleX(-1);
  }
  dialog {
    border: 0;
    border-radius: var(--round);
    padding: 16px;
    width: min(560px, calc(100vw - 32px));
    max-height: calc(100dvh - 32px);
    color: var(--text);
    background: var(--paper);
  }
  dialog::backdrop {
    background: rgba(0, 0, 0, 0.5);
  }
  .soft {
    color: var(--soft);
  }
  .bad {
    color: var(--bad);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;var A=class extends nt{navigate(e){this.tell("sms-gateway-navigate",{route:e})}changed(e={}){this.tell("sms-gateway-changed",e)}tell(e,t){this.dispatchEvent(new CustomEvent(e,{detail:t,bubbles:!0,composed:!0}))}};A.styles=[O],g([v({attribute:!1})],A.prototype,"hass",2),g([v({attribute:!1})],A.prototype,"api",2);function k(r,e){customElements.get(r)||customElements.define(r,e)}var Yt=class extends A{constructor(){super(...arguments);this.thread=null;this.accounts=[]}render(){return l``}};g([v({attribute:!1})],Yt.prototype,"thread",2),g([v({attribute:!1})],Yt.prototype,"accounts",2);k("sms-gateway-compose",Yt);var Tt=class extends A{constructor(){super(...arguments);this.thread=null;this.accounts=[];this.isAdmin=!1}render(){return l``}};g([v({attribute:!1})],Tt.prototype,"thread",2),g([v({attribute:!1})],Tt.prototype,"accounts",2),g([v({attribute:!1})],Tt.prototype,"isAdmin",2);k("sms-gateway-consent",Tt);var xe=class extends A{constructor(){super(...arguments);this.accounts=[]}render(){return l``}};g([v({attribute:!1})],xe.prototype,"accounts",2);k("sms-gateway-figures",xe);var hr={comma_decimal:["en-US","en"],decimal_comma:["de","es","it"],quote_decimal:["de-CH","de"],space_comma:["fr","sv","cs"]};function pr(r){return r.locale.time_zone==="server"?r.config.time_zone:void 0}function ur(r){let e=r.locale.time_format;return e==="12"?!0:e==="24"?!1:void 0}function Jt(r,e){let t=r.locale.time_format==="system"?void 0:r.language,s=pr(r),i="hour"in e?ur(r):void 0;return new Intl.DateTimeFormat(t??r.language,{...e,...i!==void 0&&{hour12:i},...s&&{timeZone:s}})}function as(r,e){return Jt(r,{hour:"numeric",minute:"2-digit"}).format(new Date(e))}function Js(r,e,t=new Date){let s=new Date(e),i=s.getFullYear()===t.getFullYear()?{}:{year:"numeric"};return Jt(r,{weekday:"long",day:"numeric",month:"long",...i}).format(s)}function ls(r,e){return Jt(r,{day:"numeric",month:"short",year:"numeric",hour:"numeric",minute:"2-digit",second:"2-digit"}).format(new Date(e))}function Ae(r,e){return Jt(r,{year:"numeric",month:"2-digit",day:"2-digit"}).format(new Date(e))}function _e(r,e,t=new Date){if(Ae(r,e)===Ae(r,t))return as(r,e);let s=new Date(e).getFullYear()===t.getFullYear()?{}:{year:"2-digit"};return Jt(r,{day:"numeric",month:"short",...s}).format(new Date(e))}function Xt(r,e,t){let s=hr[r.locale.number_format]??r.language;if(t&&/^[A-Z]{3}$/.test(t))return new Intl.NumberFormat(s,{style:"currency",currency:t,maximumFractionDigits:4}).format(e);let i=new Intl.NumberFormat(s,{maximumFractionDigits:4}).format(e);return t?`${i} ${t}`:i}var mr={menu:"M3,6H21V8H3V6M3,11H21V13H3V11M3,16H21V18H3V16Z",back:"M20,11V13H8L13.5,18.5L12.08,19.92L4.16,12L12.08,4.08L13.5,5.5L8,11H20Z",search:"M9.5,3A6.5,6.5 0 0,1 16,9.5C16,11.11 15.41,12.59 14.44,13.73L14.71,14H15.5L20.5,19L19,20.5L14,15.5V14.71L13.73,14.44C12.59,15.41 11.11,16 9.5,16A6.5,6.5 0 0,1 3,9.5A6.5,6.5 0 0,1 9.5,3M9.5,5C7,5 5,7 5,9.5C5,12 7,14 9.5,14C12,14 14,12 14,9.5C14,7 12,5 9.5,5Z",write:"M20 2H4C2.9 2 2 2.9 2 4V22L6 18H20C21.1 18 22 17.1 22 16V4C22 2.9 21.1 2 20 2M20 16H5.2L4 17.2V4H20V16M16 9V11H13V14H11V11H8V9H11V6H13V9H16Z",figures:"M22,21H2V3H4V19H6V10H10V19H12V6H16V19H18V14H22V21Z",close:"M19,6.41L17.59,5L12,10.59L6.41,5L5,6.41L10.59,12L5,17.59L6.41,19L12,13.41L17.59,19L19,17.59L13.41,12L19,6.41Z",more:"M12,16A2,2 0 0,1 14,18A2,2 0 0,1 12,20A2,2 0 0,1 10,18A2,2 0 0,1 12,16M12,10A2,2 0 0,1 14,12A2,2 0 0,1 12,14A2,2 0 0,1 10,12A2,2 0 0,1 12,10M12,4A2,2 0 0,1 14,6A2,2 0 0,1 12,8A2,2 0 0,1 10,6A2,2 0 0,1 12,4Z",filter:"M6,13H18V11H6M3,6V8H21V6M10,18H14V16H10V18Z",clock:"M12,20A8,8 0 0,0 20,12A8,8 0 0,0 12,4A8,8 0 0,0 4,12A8,8 0 0,0 12,20M12,2A10,10 0 0,1 22,12A10,10 0 0,1 12,22C6.47,22 2,17.5 2,12A10,10 0 0,1 12,2M12.5,7V12.25L17,14.92L16.25,16.15L11,13V7H12.5Z",tick:"M21,7L9,19L3.5,13.5L4.91,12.09L9,16.17L19.59,5.59L21,7Z",ticks:"M0.41,13.41L6,19L7.41,17.58L1.83,12M22.24,5.58L11.66,16.17L7.5,12L6.07,13.41L11.66,19L23.66,7M18,7L16.59,5.58L10.24,11.93L11.66,13.34L18,7Z",failed:"M11,15H13V17H11V15M11,7H13V13H11V7M12,2C6.47,2 2,6.5 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M12,20A8,8 0 0,1 4,12A8,8 0 0,1 12,4A8,8 0 0,1 20,12A8,8 0 0,1 12,20Z",cancelled:"M12 2C17.5 2 22 6.5 22 12S17.5 22 12 22 2 17.5 2 12 6.5 2 12 2M12 4C10.1 4 8.4 4.6 7.1 5.7L18.3 16.9C19.3 15.5 20 13.8 20 12C20 7.6 16.4 4 12 4M16.9 18.3L5.7 7.1C4.6 8.4 4 10.1 4 12C4 16.4 7.6 20 12 20C13.9 20 15.6 19.4 16.9 18.3Z",expired:"M12,20A7,7 0 0,1 5,13C5,11.72 5.35,10.5 5.95,9.5L15.5,19.04C14.5,19.65 13.28,20 12,20M3,4L1.75,5.27L4.5,8.03C3.55,9.45 3,11.16 3,13A9,9 0 0,0 12,22C13.84,22 15.55,21.45 17,20.5L19.5,23L20.75,21.73L13.04,14L3,4M11,9.44L13,11.44V8H11M15,1H9V3H15M19.04,4.55L17.62,5.97C16.07,4.74 14.12,4 12,4C10.17,4 8.47,4.55 7.05,5.5L8.5,6.94C9.53,6.35 10.73,6 12,6A7,7 0 0,1 19,13C19,14.27 18.65,15.47 18.06,16.5L19.5,17.94C20.45,16.53 21,14.83 21,13C21,10.88 20.26,8.93 19.03,7.39L20.45,5.97L19.04,4.55Z",unknown:"M11,18H13V16H11V18M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M12,20C7.59,20 4,16.41 4,12C4,7.59 7.59,4 12,4C16.41,4 20,7.59 20,12C20,16.41 16.41,20 12,20M12,6A4,4 0 0,0 8,10H10A2,2 0 0,1 12,8A2,2 0 0,1 14,10C14,12 11,11.75 11,15H13C13,12.75 16,12.5 16,10A4,4 0 0,0 12,6Z",picture:"M19,19H5V5H19M19,3H5A2,2 0 0,0 3,5V19A2,2 0 0,0 5,21H19A2,2 0 0,0 21,19V5A2,2 0 0,0 19,3M13.96,12.29L11.21,15.83L9.25,13.47L6.5,17H17.5L13.96,12.29Z",down:"M7.41,8.58L12,13.17L16.59,8.58L18,10L12,16L6,10L7.41,8.58Z",send:"M2,21L23,12L2,3V10L17,12L2,14V21Z",warning:"M12,2L1,21H23M12,6L19.53,19H4.47M11,10V14H13V10M11,16V18H13V16",blocked:"M7.2 4L5.2 2H20C21.11 2 22 2.9 22 4V16C22 16.76 21.57 17.41 20.95 17.75L19.2 16H20V4H7.2M22.11 21.46L20.84 22.73L16.11 18H6L2 22V4C2 3.97 2 3.93 2 3.9L1.11 3L2.39 1.73L6.1 5.44L16.65 16H16.66L18.66 18H18.65L22.11 21.46M14.11 16L4 5.89V18L6 16H14.11Z",stranger:"M20.5,14.5V16H19V14.5H20.5M18.5,9.5H17V9A3,3 0 0,1 20,6A3,3 0 0,1 23,9C23,9.97 22.5,10.88 21.71,11.41L21.41,11.6C20.84,12 20.5,12.61 20.5,13.3V13.5H19V13.3C19,12.11 19.6,11 20.59,10.35L20.88,10.16C21.27,9.9 21.5,9.47 21.5,9A1.5,1.5 0 0,0 20,7.5A1.5,1.5 0 0,0 18.5,9V9.5M9,13C11.67,13 17,14.34 17,17V20H1V17C1,14.34 6.33,13 9,13M9,4A4,4 0 0,1 13,8A4,4 0 0,1 9,12A4,4 0 0,1 5,8A4,4 0 0,1 9,4M9,14.9C6.03,14.9 2.9,16.36 2.9,17V18.1H15.1V17C15.1,16.36 11.97,14.9 9,14.9M9,5.9A2.1,2.1 0 0,0 6.9,8A2.1,2.1 0 0,0 9,10.1A2.1,2.1 0 0,0 11.1,8A2.1,2.1 0 0,0 9,5.9Z",reply:"M10,9V5L3,12L10,19V14.9C15,14.9 18.5,16.5 21,20C20,15 17,10 10,9Z",connected:"M4,1C2.89,1 2,1.89 2,3V7C2,8.11 2.89,9 4,9H1V11H13V9H10C11.11,9 12,8.11 12,7V3C12,1.89 11.11,1 10,1H4M4,3H10V7H4V3M3,13V18L3,20H10V18H5V13H3M14,13C12.89,13 12,13.89 12,15V19C12,20.11 12.89,21 14,21H11V23H23V21H20C21.11,21 22,20.11 22,19V15C22,13.89 21.11,13 20,13H14M14,15H20V19H14V15Z",disconnected:"M4,1C2.89,1 2,1.89 2,3V7C2,8.11 2.89,9 4,9H1V11H13V9H10C11.11,9 12,8.11 12,7V3C12,1.89 11.11,1 10,1H4M4,3H10V7H4V3M14,13C12.89,13 12,13.89 12,15V19C12,20.11 12.89,21 14,21H11V23H23V21H20C21.11,21 22,20.11 22,19V15C22,13.89 21.11,13 20,13H14M3.88,13.46L2.46,14.88L4.59,17L2.46,19.12L3.88,20.54L6,18.41L8.12,20.54L9.54,19.12L7.41,17L9.54,14.88L8.12,13.46L6,15.59L3.88,13.46M14,15H20V19H14V15Z",people:"M13.07 10.41A5 5 0 0 0 13.07 4.59A3.39 3.39 0 0 1 15 4A3.5 3.5 0 0 1 15 11A3.39 3.39 0 0 1 13.07 10.41M5.5 7.5A3.5 3.5 0 1 1 9 11A3.5 3.5 0 0 1 5.5 7.5M7.5 7.5A1.5 1.5 0 1 0 9 6A1.5 1.5 0 0 0 7.5 7.5M16 17V19H2V17S2 13 9 13 16 17 16 17M14 17C13.86 16.22 12.67 15 9 15S4.07 16.31 4 17M15.95 13A5.32 5.32 0 0 1 18 17V19H22V17S22 13.37 15.94 13Z",question:"M4,2A2,2 0 0,0 2,4V16A2,2 0 0,0 4,18H8V21A1,1 0 0,0 9,22H9.5V22C9.75,22 10,21.9 10.2,21.71L13.9,18H20A2,2 0 0,0 22,16V4C22,2.89 21.1,2 20,2H4M4,4H20V16H13.08L10,19.08V16H4V4M12.19,5.5C11.3,5.5 10.59,5.68 10.05,6.04C9.5,6.4 9.22,7 9.27,7.69C0.21,7.69 6.57,7.69 11.24,7.69C11.24,7.41 11.34,7.2 11.5,7.06C11.7,6.92 11.92,6.85 12.19,6.85C12.5,6.85 12.77,6.93 12.95,7.11C13.13,7.28 13.22,7.5 13.22,7.8C13.22,8.08 13.14,8.33 13,8.54C12.83,8.76 12.62,8.94 12.36,9.08C11.84,9.4 11.5,9.68 11.29,9.92C11.1,10.16 11,10.5 11,11H13C13,10.72 13.05,10.5 13.14,10.32C13.23,10.15 13.4,10 13.66,9.85C14.12,9.64 14.5,9.36 14.79,9C15.08,8.63 15.23,8.24 15.23,7.8C15.23,7.1 14.96,6.54 14.42,6.12C13.88,5.71 13.13,5.5 12.19,5.5M11,12V14H13V12H11Z"},fr=["back","send","reply"];function E(r){let e=fr.includes(r)?"pointing":"";return l`<svg viewBox="0 0 24 24" class=${e} aria-hidden="true">
    ${zs`<path d=${mr[r]}></path>`}
  </svg>`}var Xs="component.sms_gateway.config_panel.",ke=()=>"",Qs=new Intl.PluralRules("en"),ti=new Intl.NumberFormat("en");async function ei(r){await r.loadBackendTranslation("exceptions","sms_gateway"),ke=await r.loadBackendTranslation("config_panel","sms_gateway"),Qs=new Intl.PluralRules(r.language),ti=new Intl.NumberFormat(r.language)}function p(r,e){return ke(Xs+r,e)||r}function F(r,e,t){let s={...t,count:ti.format(e)},i=Qs.select(e);return ke(`${Xs}${r}.${i}`,s)||p(`${r}.other`,s)}function xt(r,e){let t=typeof e=="object"&&e!==null?e:{};if(t.translation_key){let s=`component.${t.translation_domain}.exceptions.${t.translation_key}.message`,i=ke(s,t.translation_placeholders);if(i)return i}return t.message||p("error.unknown")}var Ce,si,Qt=class extends A{constructor(){super(...arguments);m(this,Ce);this.accounts=[]}render(){if(!this.accounts.length)return u;let t=this.accounts.filter(s=>cs(s));return l`<details ?open=${t.length>0}>
      <summary>
        ${t.length?l`<span class="bad">${E("warning")}</span>
                ${F("health.troubled",t.length)}`:F("health.fine",this.accounts.length)}
      </summary>
      <ul>
        ${this.accounts.map(s=>c(this,Ce,si).call(this,s))}
      </ul>
    </details>`}};Ce=new WeakSet,si=function(t){let{balance:s,pending:i,trouble:o}=t,a=s&&Xt(this.hass,s.value,s.currency);return l`<li>
      <bdi class="name">${t.title}</bdi>
      <div class="facts soft">
        <span class=${cs(t)?"bad":""}>
          ${cs(t)?E("warning"):u} ${p(`health.${t.status}`)}
        </span>
        ${a?l`<span class=${s?.is_low?"bad":""}>
                ${p(s.is_low?"health.low":"health.left",{left:a})}
              </span>`:u}
        ${i?l`<span>${F("health.waiting",i)}</span>`:u}
      </div>
      ${o?l`<div class="bad" dir="auto">${o}</div>`:u}
    </li>`},Qt.styles=[O,R`
      :host {
        display: block;
        border-block-end: 1px solid var(--line);
      }
      summary {
        min-height: 44px;
        padding: 10px 16px;
        cursor: pointer;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0 16px 8px;
      }
      li {
        padding-block: 6px;
        overflow-wrap: anywhere;
      }
      .name {
        font-weight: 500;
      }
      svg {
        width: 18px;
        height: 18px;
        vertical-align: text-bottom;
      }
      .facts > * {
        margin-inline-end: 12px;
      }
    `],g([v({attribute:!1})],Qt.prototype,"accounts",2);function cs(r){return r.status!=="running"||r.connected===!1||!!r.balance?.is_low}k("sms-gateway-health",Qt);var ri=["failed","unread","stranger","opted_out"];function ni(r,e=""){let[t="",s,i,o]=r.split("/").filter(Boolean).map(gr);switch(t){case"t":{let a={view:"thread",thread:s??"",filters:ds(e)};return s?i==="m"&&o?{...a,message:o}:a:{view:"list",filters:ds(e)}}case"search":case"new":case"figures":return{view:t};default:return{view:"list",filters:ds(e)}}}function Ht(r,e="/sms_gateway"){switch(r.view){case"thread":{let t=r.message?`/m/${encodeURIComponent(r.message)}`:"",s=ii(r.filters);return`${e}/t/${encodeURIComponent(r.thread)}${t}${s}`}case"list":return e+ii(r.filters);default:return`${e}/${r.view}`}}function ds(r){let e=new URLSearchParams(r),t={},s=e.get("account");s&&(t.account=s);for(let i of ri)e.has(i)&&(t[i]=!0);return t}function ii(r={}){let e=new URLSearchParams;r.account&&e.set("account",r.account);for(let s of ri)r[s]&&e.set(s,"");let t=e.toString().replace(/=(?=&|$)/g,"");return t&&`?${t}`}function gr(r){try{return decodeURIComponent(r)}catch{return r}}var vr={queued:{icon:"clock",word:"queued",kind:"open"},sending:{icon:"clock",word:"sending",kind:"open"},accepted:{icon:"tick",word:"accepted",kind:"open"},sent:{icon:"tick",word:"sent",kind:"open"},delivered:{icon:"ticks",word:"delivered",kind:"good"},undelivered:{icon:"failed",word:"undelivered",kind:"bad"},rejected:{icon:"failed",word:"rejected",kind:"bad"},expired:{icon:"expired",word:"expired",kind:"bad"},cancelled:{icon:"cancelled",word:"cancelled",kind:"none"}},yr={icon:"unknown",word:"uncertain",kind:"open"},$r={icon:"tick",word:"untold",kind:"open"};function St(r,e=!1,t=!0){let s=vr[r];return e&&(s.kind==="bad"||r==="sending"||r==="queued")?yr:r==="accepted"&&!t?$r:s}var Ee=R`
  ul.rows {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  ul.rows a {
    display: grid;
    grid-template: "face name at" auto "face snippet marks" auto / 40px 1fr auto;
    column-gap: 12px;
    align-items: center;
    min-height: 64px;
    padding: 8px 16px;
    color: inherit;
    text-decoration: none;
  }
  ul.rows a:focus-visible {
    outline-offset: -2px;
  }
  ul.rows a:hover,
  ul.rows a[aria-current="true"] {
    background: var(--raised);
  }
  .face {
    grid-area: face;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    display: grid;
    place-items: center;
    background: var(--raised);
    border: 1px solid var(--line);
    font-weight: 500;
  }
  .name {
    grid-area: name;
    font-weight: 500;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .at {
    grid-area: at;
    font-size: 12px;
  }
  .snippet {
    grid-area: snippet;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .marks {
    grid-area: marks;
    display: flex;
    gap: 6px;
    align-items: center;
    justify-content: end;
  }
  .mark svg {
    width: 18px;
    height: 18px;
    vertical-align: text-bottom;
  }
  .mark.good {
    color: var(--good);
  }
  .badge {
    min-width: 20px;
    padding-inline: 6px;
    border-radius: 10px;
    background: var(--accent);
    color: var(--on-accent);
    font-size: 12px;
    line-height: 20px;
    text-align: center;
  }
`;var br=["unread","failed","stranger","opted_out"],U,oi,ps,ai,li,ci,Me,z=class extends A{constructor(){super(...arguments);m(this,U);this.threads=null;this.accounts=[];this.filters={};this.selected=null;this.hasMore=!1;this.at=null;m(this,Me,t=>{let s=[...this.renderRoot.querySelectorAll("ul.rows a")],i=s.indexOf(t.target),o={ArrowDown:i+1,ArrowUp:i-1,Home:0,End:s.length-1}[t.key];o!==void 0&&s[o]&&(t.preventDefault(),s[o].focus())})}render(){return l`${c(this,U,oi).call(this)} ${c(this,U,ai).call(this)}`}};U=new WeakSet,oi=function(){let t=this.filters;return l`<div class="filters" role="group" aria-label=${p("list.filters")}>
      ${this.accounts.length>1?l`<select
              aria-label=${p("list.account")}
              @change=${s=>c(this,U,ps).call(this,{account:s.target.value})}
            >
              <option value="" ?selected=${!t.account}>${p("list.all_accounts")}</option>
              ${this.accounts.map(({entry_id:s,title:i})=>l`<option value=${s} ?selected=${t.account===s}>
                    ${i}
                  </option>`)}
            </select>`:u}
      ${br.map(s=>l`<button
            class="outlined"
            aria-pressed=${t[s]?"true":"false"}
            @click=${()=>c(this,U,ps).call(this,{[s]:!t[s]})}
          >
            ${p(`list.${s}`)}
          </button>`)}
    </div>`},ps=function(t){let s={};for(let[i,o]of Object.entries({...this.filters,...t}))o&&Object.assign(s,{[i]:o});this.navigate({view:"list",filters:s})},ai=function(){if(this.threads===null)return l`<p class="empty soft" role="status">${p("loading")}</p>`;if(!this.threads.length&&!this.hasMore){let o=Object.keys(this.filters).length>0?"nothing":this.accounts.length?"empty":"no_account";return l`<p class="empty soft">${p(`list.${o}`)}</p>`}let t=this.threads.map(i=>i.thread_id),s=[this.at,this.selected,t[0]].find(i=>i&&t.includes(i));return l`<ul class="rows" aria-label=${p("list.title")} @keydown=${n(this,Me)}>
        ${this.threads.map(i=>c(this,U,li).call(this,i,i.thread_id===s))}
      </ul>
      ${this.hasMore?l`<button class="outlined more" @click=${()=>this.tell("sms-gateway-more",{})}>
              ${p("list.more")}
            </button>`:u}`},li=function(t,s){let i={view:"thread",thread:t.thread_id,filters:this.filters},{last:o}=t;return l`<li>
      <a
        href=${Ht(i)}
        tabindex=${s?0:-1}
        aria-current=${t.thread_id===this.selected?"true":"false"}
        @focus=${()=>{this.at=t.thread_id}}
        @click=${a=>{!a.ctrlKey&&!a.metaKey&&!a.shiftKey&&(a.preventDefault(),this.navigate(i))}}
      >
        <span class="face" aria-hidden="true">
          ${t.stranger?E("stranger"):[...t.name??"?"][0]?.toUpperCase()}
        </span>
        <span class="name"><bdi>${t.name??t.number}</bdi></span>
        <span class="at soft">${_e(this.hass,t.at)}</span>
        <span class="snippet soft">${o?c(this,U,ci).call(this,t):u}</span>
        <span class="marks">
          ${t.failed?hs("failed","list.has_failed","bad"):u}
          ${t.consent?hs("blocked","list.is_opted_out","soft"):u}
          ${t.stranger?l`<span class="unseen">${p("list.is_stranger")}</span>`:u}
          ${t.unread?l`<span class="badge" aria-hidden="true">${t.unread}</span>
                  <span class="unseen">${F("list.unread_count",t.unread)}</span>`:u}
        </span>
      </a>
    </li>`},ci=function({last:t}){if(!t)return u;let s=t.state?St(t.state):null;return l`${s?hs(s.icon,`state.${s.word}`,s.kind):u}
      <bdi>${t.snippet||(t.has_media?p("list.picture"):"")}</bdi>`},Me=new WeakMap,z.styles=[O,Ee,R`
      :host {
        display: block;
      }
      .filters {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        padding: 8px 16px;
      }
      .filters button {
        min-height: 36px;
        border-radius: 18px;
        padding-inline: 12px;
      }
      .filters button[aria-pressed="true"] {
        background: var(--accent);
        color: var(--on-accent);
      }
      select {
        min-height: 36px;
        padding-block: 4px;
        max-width: 100%;
      }
      .empty {
        padding: 24px 16px;
        text-align: center;
      }
      .more {
        display: block;
        margin: 8px auto 16px;
      }
    `],g([v({attribute:!1})],z.prototype,"threads",2),g([v({attribute:!1})],z.prototype,"accounts",2),g([v({attribute:!1})],z.prototype,"filters",2),g([v({attribute:!1})],z.prototype,"selected",2),g([v({type:Boolean})],z.prototype,"hasMore",2),g([P()],z.prototype,"at",2);function hs(r,e,t){return l`<span class="mark ${t}" title=${p(e)}
    >${E(r)}<span class="unseen">${p(e)}</span></span
  >`}k("sms-gateway-list",z);var Te=class extends A{constructor(){super(...arguments);this.accounts=[]}render(){return l``}};g([v({attribute:!1})],Te.prototype,"accounts",2);k("sms-gateway-new",Te);function Lt(r,e){let t=e.split("/").map(Number);for(let[s,i]of r.split("/").map(Number).entries()){let o=i-(t[s]??0);if(o)return o}return 0}function At(r,e){let t=new Map(r.map(s=>[s.message_id,s]));for(let s of e){let i=t.get(s.message_id);(!i||(s.rank??0)>=(i.rank??0))&&t.set(s.message_id,s)}return[...t.values()].sort((s,i)=>Lt(s.position,i.position))}function He(r,e,t=()=>!0){let s=new Map(r.map(i=>[i.thread_id,i]));for(let i of e)t(i)?s.set(i.thread_id,i):s.delete(i.thread_id);return[...s.values()].sort((i,o)=>Date.parse(o.at)-Date.parse(i.at))}function pi(r,e){return(!e.account||r.accounts.includes(e.account))&&(!e.failed||r.failed)&&(!e.unread||r.unread>0)&&(!e.stranger||r.stranger)&&(!e.opted_out||r.consent!==null)}function ui(r,e){let t=[],s;for(let i of r){let o=e(i.at),a=t[t.length-1];(!a||a.key!==o)&&(a={key:o,at:i.at,runs:[]},t.push(a),s=void 0);let h=a.runs[a.runs.length-1];h&&s&&di(s)===di(i)?h.push(i):a.runs.push([i]),s=i}return t}function di(r){return JSON.stringify([r.direction,r.account,r.by??null])}function mi(r,e){let t=r.filter(s=>s.direction==="incoming");return t.slice(-e||t.length)[0]?.message_id??null}function fi(r,e,t=40){let s=e.trim(),i=s?r.toLocaleLowerCase().indexOf(s.toLocaleLowerCase()):-1;if(i<0||r.toLocaleLowerCase().length!==r.length)return[{text:hi(r,2*t),found:!1}];let o=Math.max(0,i-t),a=i+s.length;return[{text:(o?"…":"")+r.slice(o,i),found:!1},{text:r.slice(i,a),found:!0},{text:hi(r.slice(a),2*t),found:!1}].filter(h=>h.text)}function hi(r,e){return r.length>e?`${r.slice(0,e)}…`:r}var B,I,tt,lt,te,M,Se,us,gi,ms,fs,gs,Le=class{constructor(e,t){this.api=e;this.changed=t;m(this,M);this.accounts=[];this.questions=[];this.isAdmin=!1;this.state="loading";m(this,B,{threads:[],next:null});m(this,I,null);m(this,tt,{});m(this,lt,0);m(this,te);f(this,te,e.overview(s=>c(this,M,gi).call(this,s)))}close(){f(this,lt,n(this,lt)+1),n(this,te).end()}get threads(){return n(this,M,Se)?n(this,I)?.threads??null:n(this,B).threads}get hasMore(){return n(this,M,us)?.next!=null}find(e){return[...n(this,B).threads,...n(this,I)?.threads??[]].find(s=>s.thread_id===e)??null}filter(e){JSON.stringify(e)!==JSON.stringify(n(this,tt))&&(f(this,tt,e),f(this,I,null),c(this,M,fs).call(this))}async loadMore(){let e=n(this,M,us);if(e?.next==null)return;let t=e.next;await c(this,M,gs).call(this,async()=>{let s=await this.api.threads(n(this,tt),t);return()=>{e.threads=He(s.threads,e.threads),e.next=s.next}})}noteRead(e){let t=this.find(e);t?.unread&&c(this,M,ms).call(this,[{...t,unread:0}])}};B=new WeakMap,I=new WeakMap,tt=new WeakMap,lt=new WeakMap,te=new WeakMap,M=new WeakSet,Se=function(){return Object.keys(n(this,tt)).length>0},us=function(){return n(this,M,Se)?n(this,I):n(this,B)},gi=function(e){switch(e.type){case"snapshot":this.state="open",this.accounts=e.accounts,this.questions=e.questions,this.isAdmin=e.is_admin,f(this,B,{threads:e.threads,next:e.next}),c(this,M,fs).call(this);break;case"threads":c(this,M,ms).call(this,e.threads);break;case"accounts":this.accounts=e.accounts;break;case"questions":this.questions=e.questions;break;case"closed":this.state="closed",this.accounts=[],this.questions=[],f(this,B,{threads:[],next:null}),f(this,I,null);break}this.changed()},ms=function(e){if(n(this,B).threads=He(n(this,B).threads,e),n(this,I)){let t=s=>pi(s,n(this,tt));n(this,I).threads=He(n(this,I).threads,e,t)}this.changed()},fs=async function(){n(this,M,Se)&&this.state==="open"&&await c(this,M,gs).call(this,async()=>{let e=await this.api.threads(n(this,tt));return()=>{f(this,I,e)}})},gs=async function(e){f(this,lt,n(this,lt)+1);let t=n(this,lt);try{let s=await e();t===n(this,lt)&&(s(),this.changed())}catch(s){t===n(this,lt)&&this.changed(s)}};var vi=100,yi=R`
  :host {
    display: block;
    height: var(--page-height, 100dvh);
    container: page / inline-size;
    background: var(--ground);
    padding: var(--safe-area-inset-top, env(safe-area-inset-top, 0px))
      var(--safe-area-inset-right, env(safe-area-inset-right, 0px))
      var(--safe-area-inset-bottom, env(safe-area-inset-bottom, 0px))
      var(--safe-area-inset-left, env(safe-area-inset-left, 0px));
  }
  .page {
    display: flex;
    flex-direction: column;
    height: 100%;
  }
  .panes {
    flex: 1;
    display: flex;
    min-height: 0;
  }
  .list,
  .main {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    flex: 1;
  }
  .list {
    background: var(--paper);
  }
  .at-list .main,
  .at-main .list {
    display: none;
  }
  @container page (min-width: 750px) {
    .list {
      flex: 0 0 min(360px, 40%);
      border-inline-end: 1px solid var(--line);
    }
    .at-list .main,
    .at-main .list {
      display: flex;
    }
    .main .back {
      display: none;
    }
    .main header {
      padding-inline-start: 16px;
    }
  }
  .scroll {
    flex: 1;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  header {
    display: flex;
    align-items: center;
    flex: none;
    min-height: var(--header-height, 56px);
    padding-inline: 4px;
    background: var(--app-header-background-color, var(--accent));
    color: var(--app-header-text-color, #fff);
    border-block-end: 1px solid var(--line);
  }
  h1 {
    flex: 1;
    margin: 0;
    padding-inline: 12px;
    font-size: 20px;
    font-weight: 400;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 8px 16px;
    background: color-mix(in srgb, var(--warn) 20%, var(--paper));
  }
  .empty {
    margin: auto;
    padding: 24px;
    text-align: center;
  }
`;var Re=class extends A{constructor(){super(...arguments);this.accounts=[]}render(){return l``}};g([v({attribute:!1})],Re.prototype,"accounts",2);k("sms-gateway-questions",Re);var wr=300,xr=2,Rt,K,et,$i,bi,vs,Z=class extends A{constructor(){super(...arguments);m(this,et);this.text="";this.find=()=>null;this.hits=null;this.next=null;this.error="";this.busy=!1;m(this,Rt);m(this,K,0)}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(n(this,Rt)),f(this,K,n(this,K)+1)}firstUpdated(){this.renderRoot.querySelector("input")?.focus()}willUpdate(t){t.has("text")&&(clearTimeout(n(this,Rt)),f(this,K,n(this,K)+1),this.text.trim().length>=xr?f(this,Rt,setTimeout(()=>c(this,et,vs).call(this),this.hits?wr:0)):(this.hits=this.next=null,this.error=""))}render(){return l`<div class="box">
        <input
          type="search"
          .value=${this.text}
          maxlength="200"
          aria-label=${p("search.label")}
          placeholder=${p("search.label")}
          @input=${t=>this.tell("sms-gateway-search",{text:t.target.value})}
        />
      </div>
      <p class="soft" role="status">${c(this,et,$i).call(this)}</p>
      ${this.error?l`<p class="bad" role="alert">${this.error}</p>`:u}
      <ul class="rows">
        ${this.hits?.map(t=>c(this,et,bi).call(this,t))}
      </ul>
      ${this.next?l`<button
              class="outlined more"
              ?disabled=${this.busy}
              @click=${()=>c(this,et,vs).call(this,this.next)}
            >
              ${p("search.more")}
            </button>`:u}`}};Rt=new WeakMap,K=new WeakMap,et=new WeakSet,$i=function(){return this.busy?p("loading"):this.hits===null?p("search.hint"):this.hits.length?"":p(this.next?"search.none_yet":"search.none")},bi=function({thread_id:t,name:s,message:i}){let o=this.find(t),{message_id:a}=i,h={view:"thread",thread:t,message:a},d=fi(i.text,this.text);return l`<li>
      <a
        href=${Ht(h)}
        @click=${b=>{b.preventDefault(),this.navigate({...h,search:this.text})}}
      >
        <span class="face" aria-hidden="true">
          ${E(i.direction==="incoming"?"reply":"send")}
        </span>
        <span class="name"><bdi>${s??o?.number??p("list.is_stranger")}</bdi></span>
        <span class="at soft">${_e(this.hass,i.at)}</span>
        <span class="snippet soft" dir="auto">
          ${d.map(({text:b,found:C})=>C?l`<mark>${b}</mark>`:b)}
        </span>
      </a>
    </li>`},vs=async function(t=null){f(this,K,n(this,K)+1);let s=n(this,K);this.busy=!0,this.error="";try{let i=await this.api.search(this.text.trim(),t?{before:t}:{});s===n(this,K)&&(this.hits=t?[...this.hits??[],...i.hits]:i.hits,this.next=i.next)}catch(i){s===n(this,K)&&(this.error=xt(this.hass,i))}finally{s===n(this,K)&&(this.busy=!1)}},Z.styles=[O,Ee,R`
      :host {
        display: block;
      }
      .box {
        padding: 8px 16px;
      }
      input {
        width: 100%;
      }
      p {
        padding: 8px 16px;
        margin: 0;
      }
      .more {
        display: block;
        margin: 8px auto 16px;
      }
      .snippet {
        white-space: normal;
        grid-column: snippet / marks;
      }
      mark {
        background: var(--accent);
        color: var(--on-accent);
        border-radius: 2px;
      }
    `],g([v({attribute:!1})],Z.prototype,"text",2),g([v({attribute:!1})],Z.prototype,"find",2),g([P()],Z.prototype,"hits",2),g([P()],Z.prototype,"next",2),g([P()],Z.prototype,"error",2),g([P()],Z.prototype,"busy",2);k("sms-gateway-search",Z);/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var wi={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},xi=r=>(...e)=>({_$litDirective$:r,values:e}),Pe=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,s){this._$Ct=e,this._$AM=t,this._$Ci=s}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};/**
 * @license
 * Copyright 2020 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var{I:Ar}=Ks,Ai=r=>r;var _i=()=>document.createComment(""),Pt=(r,e,t)=>{let s=r._$AA.parentNode,i=e===void 0?r._$AB:e._$AA;if(t===void 0){let o=s.insertBefore(_i(),i),a=s.insertBefore(_i(),i);t=new Ar(o,a,r,r.options)}else{let o=t._$AB.nextSibling,a=t._$AM,h=a!==r;if(h){let d;t._$AQ?.(r),t._$AM=r,t._$AP!==void 0&&(d=r._$AU)!==a._$AU&&t._$AP(d)}if(o!==i||h){let d=t._$AA;for(;d!==o;){let b=Ai(d).nextSibling;Ai(s).insertBefore(d,i),d=b}}}return t},ct=(r,e,t=r)=>(r._$AI(e,t),r),_r={},ki=(r,e=_r)=>r._$AH=e,Ci=r=>r._$AH,Ve=r=>{r._$AR(),r._$AA.remove()};/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var Ei=(r,e,t)=>{let s=new Map;for(let i=e;i<=t;i++)s.set(r[i],i);return s},Mi=xi(class extends Pe{constructor(r){if(super(r),r.type!==wi.CHILD)throw Error("repeat() can only be used in text expressions")}dt(r,e,t){let s;t===void 0?t=e:e!==void 0&&(s=e);let i=[],o=[],a=0;for(let h of r)i[a]=s?s(h,a):a,o[a]=t(h,a),a++;return{values:o,keys:i}}render(r,e,t){return this.dt(r,e,t).values}update(r,[e,t,s]){let i=Ci(r),{values:o,keys:a}=this.dt(e,t,s);if(!Array.isArray(i))return this.ut=a,o;let h=this.ut??(this.ut=[]),d=[],b,C,y=0,_=i.length-1,w=0,H=o.length-1;for(;y<=_&&w<=H;)if(i[y]===null)y++;else if(i[_]===null)_--;else if(h[y]===a[w])d[w]=ct(i[y],o[w]),y++,w++;else if(h[_]===a[H])d[H]=ct(i[_],o[H]),_--,H--;else if(h[y]===a[H])d[H]=ct(i[y],o[H]),Pt(r,d[H+1],i[y]),y++,H--;else if(h[_]===a[w])d[w]=ct(i[_],o[w]),Pt(r,i[y],i[_]),_--,w++;else if(b===void 0&&(b=Ei(a,w,H),C=Ei(h,y,_)),b.has(h[y]))if(b.has(h[_])){let Y=C.get(a[w]),We=Y!==void 0?i[Y]:null;if(We===null){let Ms=Pt(r,i[y]);ct(Ms,o[w]),d[w]=Ms}else d[w]=ct(We,o[w]),Pt(r,i[y],We),i[Y]=null;w++}else Ve(i[_]),_--;else Ve(i[y]),y++;for(;w<=H;){let Y=Pt(r,d[H+1]);ct(Y,o[w]),d[w++]=Y}for(;y<=_;){let Y=i[y++];Y!==null&&Ve(Y)}return this.ut=a,ki(r,d),Q}});var dt,ht,_t,st,Vt,S,ys,Ti,Hi,Si,$s,Oe,Ue=class{constructor(e,t,s){this.api=e;this.threadId=t;this.changed=s;m(this,S);this.thread=null;this.messages=[];this.state="loading";m(this,dt,null);m(this,ht,null);m(this,_t);m(this,st,0);m(this,Vt,new Set);f(this,_t,c(this,S,ys).call(this))}close(){n(this,_t).end(),f(this,st,n(this,st)+1)}get hasOlder(){return n(this,dt)!==null}get hasNewer(){let e=this.messages[this.messages.length-1];return e&&n(this,ht)?Lt(e.position,n(this,ht))<0:!1}async loadOlder(){let e=n(this,dt);e!==null&&await c(this,S,Oe).call(this,"older",{before:e},(t,s)=>{this.messages=At(this.messages,t),f(this,dt,s)})}async loadNewer(){let e=this.messages[this.messages.length-1];e&&this.hasNewer&&await c(this,S,Oe).call(this,"newer",{around:e.message_id},t=>{this.messages=At(this.messages,t)})}async show(e){this.messages.some(t=>t.message_id===e)||await c(this,S,Oe).call(this,"around",{around:e},(t,s)=>{this.messages=At([],t),f(this,dt,s),f(this,st,n(this,st)+1),c(this,S,$s).call(this,t)})}showNewest(){f(this,st,n(this,st)+1),this.messages=[],n(this,_t).end(),f(this,_t,c(this,S,ys).call(this))}};dt=new WeakMap,ht=new WeakMap,_t=new WeakMap,st=new WeakMap,Vt=new WeakMap,S=new WeakSet,ys=function(){return this.api.thread(this.threadId,e=>c(this,S,Ti).call(this,e))},Ti=function(e){if(e.type==="closed"){this.state="closed",this.messages=[],this.thread=null,this.changed([]);return}this.thread=e.thread;let t=this.state==="open";this.state="open",e.type==="snapshot"?c(this,S,Hi).call(this,e.messages,e.next):c(this,S,Si).call(this,e.messages),c(this,S,$s).call(this,e.messages),this.changed(t?e.messages:[])},Hi=function(e,t){let s=At([],e),[i]=s,o=this.messages[this.messages.length-1];i&&o&&Lt(i.position,o.position)<=0?this.messages=At(this.messages,s):(!o||!this.hasNewer)&&(this.messages=s,f(this,dt,t),f(this,st,n(this,st)+1))},Si=function(e){let t=new Set(this.messages.map(a=>a.message_id)),s=this.hasNewer,i=this.messages[0],o=e.filter(a=>t.has(a.message_id)||!s&&(!i||Lt(a.position,i.position)>0));this.messages=At(this.messages,o)},$s=function(e){for(let{position:t}of e)(n(this,ht)===null||Lt(t,n(this,ht))>0)&&f(this,ht,t)},Oe=async function(e,t,s){if(n(this,Vt).has(e))return;n(this,Vt).add(e);let i=n(this,st);try{let{messages:o,next:a}=await this.api.messages(this.threadId,t);i===n(this,st)&&(s(o,a),this.changed([]))}finally{n(this,Vt).delete(e)}};var pt,G,ut,N,bs,Ne,Ie,De=class{constructor(e,t){this.host=e;this.box=t;m(this,N);this.isAtEnd=!0;this.hasOlder=!1;this.hasNewer=!1;m(this,pt,null);m(this,G,null);m(this,ut,null);e.addController(this)}get isNearBegin(){return(this.box()?.scrollTop??400)<400}get isNearEnd(){return n(this,N,bs)<400}reset(){this.isAtEnd=!0,f(this,pt,f(this,G,f(this,ut,null)))}windowed(e){let t=c(this,N,Ie).call(this,e),s=Math.max(0,t-150);return this.hasOlder=s>0,this.hasNewer=t<e.length,e.slice(s,t)}older(e){let t=c(this,N,Ie).call(this,e);return t<=150?!1:(f(this,pt,e[Math.max(150,t-50)]?.message_id??null),!0)}newer(e){let t=c(this,N,Ie).call(this,e);return f(this,pt,e[t+50]?.message_id??null),t<e.length}aim(e,t){let s=e.findIndex(i=>i.message_id===t);f(this,pt,e[Math.max(150,s+150/2)]?.message_id??null),f(this,ut,t),this.isAtEnd=!1}note(){this.isAtEnd=n(this,N,bs)<40}hostUpdate(){let e=this.box();if(!e||this.isAtEnd){f(this,G,null);return}let t=e.getBoundingClientRect().top,s=n(this,N,Ne).find(o=>o.getBoundingClientRect().bottom>t),i=s?.dataset.id;f(this,G,s&&i?{id:i,top:s.getBoundingClientRect().top}:null)}async settle(){await Promise.all(n(this,N,Ne).map(i=>i.updateComplete));let e=this.box();if(!e)return;let t=i=>n(this,N,Ne).find(o=>o.dataset.id===i),s=n(this,ut)&&t(n(this,ut));if(s)f(this,ut,null),s.scrollIntoView({block:"center"});else if(this.isAtEnd&&!this.hasNewer)e.scrollTop=e.scrollHeight;else if(n(this,G)){let i=t(n(this,G).id);e.scrollTop+=i?i.getBoundingClientRect().top-n(this,G).top:0}f(this,G,null)}};pt=new WeakMap,G=new WeakMap,ut=new WeakMap,N=new WeakSet,bs=function(){let e=this.box();return e?e.scrollHeight-e.scrollTop-e.clientHeight:0},Ne=function(){return[...this.box()?.querySelectorAll("sms-gateway-bubble")??[]]},Ie=function(e){let t=e.findIndex(s=>s.message_id===n(this,pt));return t<0?e.length:t};var Li=R`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    height: 100%;
    position: relative;
  }
  header {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    min-height: var(--header-height, 56px);
    padding-inline: 4px 16px;
    background: var(--app-header-background-color, var(--accent));
    color: var(--app-header-text-color, #fff);
    border-block-end: 1px solid var(--line);
  }
  @container page (min-width: 750px) {
    header {
      padding-inline-start: 16px;
    }
    .back {
      display: none;
    }
  }
  .who {
    min-width: 0;
  }
  h1 {
    margin: 0;
    font-size: 18px;
    font-weight: 500;
    line-height: 1.3;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    outline: none;
  }
  .facts {
    font-size: 12px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .log {
    flex: 1;
    min-height: 80px;
    overflow-y: auto;
    overscroll-behavior: contain;
    overflow-anchor: none;
    padding: 8px 16px;
    background: var(--ground);
  }
  .log:focus-visible {
    outline-offset: -2px;
  }
  h2 {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 16px 0 8px;
    font-size: 12px;
    font-weight: 500;
    color: var(--soft);
  }
  h2::before,
  h2::after {
    content: "";
    flex: 1;
    border-block-start: 1px solid var(--line);
  }
  h2.unread {
    color: var(--text);
  }
  h2.unread::before,
  h2.unread::after {
    border-color: var(--accent);
  }
  sms-gateway-bubble.first {
    margin-block-start: 10px;
  }
  .older {
    display: block;
    margin-inline: auto;
  }
  .empty {
    margin: 0;
    padding: 16px;
    text-align: center;
  }
  .pill {
    align-self: center;
    margin-block: -52px 8px;
    z-index: 1;
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  .close {
    float: inline-end;
  }
`;var L,kt,Ot,T,x,Ri,Pi,Vi,Oi,ws,qe,xs,Ui,Fe,Ni,Ct,ze,ee,Ii,se,je,Be,V=class extends A{constructor(){super(...arguments);m(this,x);this.threadId="";this.messageId=null;this.accounts=[];this.isAdmin=!1;this.row=null;this.story=null;this.error="";this.said="";this.below=0;m(this,L,null);m(this,kt);m(this,Ot,"");m(this,T,new De(this,()=>this.log));m(this,Fe,t=>{let s=n(this,L);if(s){if(this.error="",n(this,kt)===void 0&&s.state==="open"){let i=s.thread?.unread??0;f(this,kt,i?mi(s.messages,i):null)}t.length&&!n(this,T).isAtEnd&&(this.below+=t.filter(i=>i.direction==="incoming").length),c(this,x,Ni).call(this,t),this.requestUpdate()}});m(this,Ct,()=>{let t=n(this,L),s=t?.messages[t.messages.length-1],i=document.visibilityState==="visible"&&n(this,T).isAtEnd;!t?.thread?.unread||!s||!i||n(this,x,qe)||(this.below=0,n(this,Ot)!==s.position&&(f(this,Ot,s.position),this.api.read(this.threadId,new Date().toISOString()).then(()=>this.changed({read:this.threadId})).catch(o=>{this.error=xt(this.hass,o)})))});m(this,ze,()=>{n(this,T).note(),n(this,T).isAtEnd&&this.below&&(this.below=0),n(this,Ct).call(this),n(this,T).isNearBegin?n(this,ee).call(this):n(this,T).isNearEnd&&n(this,x,qe)&&c(this,x,je).call(this,async t=>{n(this,T).newer(t.messages)||(await t.loadNewer(),n(this,T).newer(t.messages))})});m(this,ee,()=>{c(this,x,je).call(this,async t=>{n(this,T).older(t.messages)||(await t.loadOlder(),n(this,T).older(t.messages))})});m(this,se,()=>{this.below=0,n(this,T).reset(),n(this,L)?.hasNewer&&n(this,L).showNewest(),this.requestUpdate()});m(this,Be,()=>{this.tell("sms-gateway-back",{})})}connectedCallback(){super.connectedCallback(),document.addEventListener("visibilitychange",n(this,Ct)),this.requestUpdate("threadId")}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener("visibilitychange",n(this,Ct)),n(this,L)?.close(),f(this,L,null)}willUpdate(t){t.has("threadId")&&n(this,L)?.threadId!==this.threadId&&(n(this,L)?.close(),f(this,kt,void 0),f(this,Ot,this.error=this.said=""),this.story=null,this.below=0,n(this,T).reset(),f(this,L,new Ue(this.api,this.threadId,n(this,Fe)))),t.has("messageId")&&this.messageId&&c(this,x,Ii).call(this,this.messageId)}updated(){n(this,T).settle().then(n(this,Ct)),this.story&&!this.dialog.open&&this.dialog.showModal()}render(){let t=n(this,L),s=t?.thread??this.row;return l`<header>
        <button class="icon back" aria-label=${p("back")} @click=${n(this,Be)}>
          ${E("back")}
        </button>
        <div class="who">
          <h1 tabindex="-1"><bdi>${s?.name??s?.number??""}</bdi></h1>
          ${s?l`<div class="facts">${c(this,x,Ri).call(this,s)}</div>`:u}
        </div>
      </header>
      ${t?.state==="closed"?l`<p class="empty">${p("no_right")}</p>`:c(this,x,Pi).call(this,s)}
      ${t?.state==="open"&&s?c(this,x,Oi).call(this,s):u}
      <div class="unseen" role="status">${this.said}</div>
      <dialog
        aria-label=${p("thread.story")}
        @close=${()=>{this.story=null}}
      >
        <button class="icon close" aria-label=${p("close")} @click=${()=>this.dialog.close()}>
          ${E("close")}
        </button>
        ${this.story?l`<sms-gateway-timeline
                .hass=${this.hass}
                .api=${this.api}
                .accounts=${this.accounts}
                .threadId=${this.threadId}
                .messageId=${this.story.message_id}
                .message=${c(this,x,Ui).call(this,this.story)}
                @sms-gateway-navigate=${()=>this.dialog.close()}
              ></sms-gateway-timeline>`:u}
      </dialog>`}};L=new WeakMap,kt=new WeakMap,Ot=new WeakMap,T=new WeakMap,x=new WeakSet,Ri=function(t){let s=t.accounts.map(i=>c(this,x,xs).call(this,i)?.title).filter(Boolean);return l`${t.name?l`<bdi>${t.number}</bdi>`:p("list.is_stranger")}
      <span>${s.map((i,o)=>l`${o?", ":"· "}<bdi>${i}</bdi>`)}</span>`},Pi=function(t){let s=n(this,L);if(!s||s.state==="loading"){let d=this.error?u:p("loading");return l`<p class="empty soft" role="status">${d}</p>${c(this,x,ws).call(this)}`}let i=n(this,T).windowed(s.messages),a=ui(i,d=>Ae(this.hass,d)).flatMap(({key:d,at:b,runs:C})=>[{key:d,view:l`<h2><span>${Js(this.hass,b)}</span></h2>`},...C.flatMap(y=>y.map((_,w)=>({key:_.message_id,view:c(this,x,Vi).call(this,_,t,w===0)})))]),h=s.hasOlder||n(this,T).hasOlder;return l`<div class="log" tabindex="0" role="log" aria-live="off"
        aria-label=${p("thread.log")} @scroll=${n(this,ze)}>
        ${h?l`<button class="outlined older" @click=${n(this,ee)}>${p("thread.older")}</button>`:u}
        ${s.messages.length?u:l`<p class="empty">${p("thread.empty")}</p>`}
        ${Mi(a,({key:d})=>d,({view:d})=>d)}
      </div>
      ${c(this,x,ws).call(this)}
      ${this.below||n(this,x,qe)?l`<button class="filled pill" @click=${n(this,se)}>
              ${E("down")} ${this.below?F("thread.new",this.below):p("thread.newest")}
            </button>`:u}`},Vi=function(t,s,i){return l`${t.message_id===n(this,kt)?l`<h2 class="unread"><span>${p("thread.unread")}</span></h2>`:u}<sms-gateway-bubble
        class=${i?"first":""}
        data-id=${t.message_id}
        .hass=${this.hass}
        .message=${t}
        .account=${c(this,x,xs).call(this,t.account)}
        .namesAccount=${(s?.accounts.length??0)>1}
        .isMarked=${t.message_id===this.messageId}
        .threadId=${this.threadId}
        @sms-gateway-story=${()=>{this.story=t}}
      ></sms-gateway-bubble>`},Oi=function(t){let s={hass:this.hass,api:this.api,accounts:this.accounts};return l`<sms-gateway-consent
        .hass=${s.hass}
        .api=${s.api}
        .accounts=${s.accounts}
        .thread=${t}
        .isAdmin=${this.isAdmin}
      ></sms-gateway-consent>
      ${t.can_answer?l`<sms-gateway-compose
              .hass=${s.hass}
              .api=${s.api}
              .accounts=${s.accounts}
              .thread=${t}
              @sms-gateway-changed=${n(this,se)}
            ></sms-gateway-compose>`:l`<p class="empty soft">${p("thread.no_answer")}</p>`}`},ws=function(){return this.error?l`<p class="empty bad" role="alert">${this.error}</p>`:u},qe=function(){return n(this,T).hasNewer||!!n(this,L)?.hasNewer},xs=function(t){return this.accounts.find(s=>s.entry_id===t)??null},Ui=function(t){return(n(this,L)?.messages??[]).find(({message_id:i})=>i===t.message_id)??t},Fe=new WeakMap,Ni=function(t){let s=t[t.length-1];if(s){let i=s.state&&St(s.state,s.uncertain),o=i?`${p(`state.${i.word}`)}:`:p("thread.came");this.said=`${o} ${s.text}`}},Ct=new WeakMap,ze=new WeakMap,ee=new WeakMap,Ii=async function(t){await this.updateComplete,await c(this,x,je).call(this,async s=>{await s.show(t),n(this,T).aim(s.messages,t)})},se=new WeakMap,je=async function(t){try{n(this,L)&&await t(n(this,L))}catch(s){this.error=xt(this.hass,s)}this.requestUpdate()},Be=new WeakMap,V.styles=[O,Li],g([v({attribute:!1})],V.prototype,"threadId",2),g([v({attribute:!1})],V.prototype,"messageId",2),g([v({attribute:!1})],V.prototype,"accounts",2),g([v({attribute:!1})],V.prototype,"isAdmin",2),g([v({attribute:!1})],V.prototype,"row",2),g([P()],V.prototype,"story",2),g([P()],V.prototype,"error",2),g([P()],V.prototype,"said",2),g([P()],V.prototype,"below",2),g([rs(".log")],V.prototype,"log",2),g([rs("dialog")],V.prototype,"dialog",2);k("sms-gateway-thread",V);var ie=class extends A{constructor(){super(...arguments);this.messageId="";this.accounts=[]}render(){return l``}};g([v({attribute:!1})],ie.prototype,"messageId",2),g([v({attribute:!1})],ie.prototype,"accounts",2);k("sms-gateway-timeline",ie);var D,Di,qi,ji,Fi,zi,Ze,it=class extends A{constructor(){super(...arguments);m(this,D);this.account=null;this.namesAccount=!1;this.isMarked=!1;this.threadId="";m(this,Ze,t=>{(!window.getSelection()?.toString()||t.detail===0)&&this.tell("sms-gateway-story",{message:this.message})})}render(){let{message:t}=this,s=["bubble",t.direction,t.state,this.isMarked&&"marked"];return l`<div class=${s.filter(Boolean).join(" ")} @click=${n(this,Ze)}>
      ${t.answers?c(this,D,Di).call(this,t.answers):u}
      ${t.text?l`<p class="text" dir="auto">${t.text}</p>`:u}
      ${t.media?.map(i=>c(this,D,qi).call(this,i))}
      ${t.error?l`<p class="why" dir="auto">${t.error}</p>`:u}
      ${c(this,D,ji).call(this).map(i=>l`<p class="note soft">${i}</p>`)}
      <button class="foot" aria-haspopup="dialog" title=${ls(this.hass,t.at)}>
        ${c(this,D,Fi).call(this)}<span class="unseen">${p("thread.story")}</span>
      </button>
    </div>`}};D=new WeakSet,Di=function({message_id:t,snippet:s}){return l`<button class="quote soft" @click=${o=>{o.stopPropagation(),this.navigate({view:"thread",thread:this.threadId,message:t})}}>
      <span class="unseen">${p("thread.answers")}</span>
      <bdi>${s}</bdi>
    </button>`},qi=function({address:t,media_type:s}){let i=p("thread.picture",{type:s??"?"}),o=a=>a.stopPropagation();return l`<p class="note">
      ${E("picture")}
      ${/^https?:\/\//i.test(t)?l`<a href=${t} target="_blank" rel="noopener noreferrer" @click=${o}>
              ${i}
            </a>`:i}
    </p>`},ji=function(){let{message:t}=this;return[t.complete===!1&&p("thread.incomplete"),t.late&&t.received_at&&p("thread.late",{at:ls(this.hass,t.received_at)}),t.truncated&&p("thread.truncated"),t.resend_of&&p("thread.resent"),t.automatic&&p("thread.automatic")].filter(i=>typeof i=="string")},Fi=function(){let{message:t,account:s}=this,{state:i,uncertain:o,cost:a}=t,h=i&&St(i,o,s?.reports);return l`<span>${as(this.hass,t.at)}</span>
      ${h?l`<span class="state ${h.kind}">
              ${E(h.icon)} ${p(`state.${h.word}`)}
            </span>`:u}
      ${t.by?l`<bdi>${p("thread.by",{name:t.by})}</bdi>`:u}
      ${this.namesAccount&&s?l`<bdi>${s.title}</bdi>`:u}
      ${t.tag?l`<bdi>#${t.tag}</bdi>`:u}
      ${t.parts>1?l`<span>${F("thread.parts",t.parts)}</span>`:u}
      ${a!=null?l`<bdi>${c(this,D,zi).call(this,a)}</bdi>`:u}`},zi=function(t){let i=this.account?.balance?.currency;return i?Xt(this.hass,t,i):p("thread.credits",{cost:Xt(this.hass,t)})},Ze=new WeakMap,it.styles=[O,R`
      :host {
        display: flex;
        margin-block: 2px;
      }
      .bubble {
        max-width: min(80%, 560px);
        padding: 6px 12px;
        border-radius: 16px;
        background: var(--paper);
        border: 1px solid var(--line);
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      .outgoing {
        margin-inline-start: auto;
        background: color-mix(in srgb, var(--accent) 16%, var(--paper));
      }
      .marked {
        outline: 2px solid var(--accent);
      }
      .text {
        margin: 0;
        white-space: pre-wrap;
        unicode-bidi: plaintext;
        user-select: text;
        cursor: text;
      }
      .cancelled .text {
        text-decoration: line-through;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 8px;
        width: 100%;
        min-height: 24px;
        padding: 0;
        border: 0;
        border-radius: 4px;
        font-size: 12px;
        text-align: start;
        color: var(--soft);
      }
      .foot svg {
        width: 16px;
        height: 16px;
        vertical-align: text-bottom;
      }
      .state.good {
        color: var(--text);
      }
      .state.bad,
      .why {
        color: var(--bad);
      }
      .why,
      .note {
        font-size: 12px;
        margin: 2px 0;
      }
      .quote {
        min-height: 0;
        padding: 2px 8px;
        border: 0;
        border-inline-start: 3px solid var(--accent);
        border-radius: 0;
        text-align: start;
        font-size: 12px;
      }
    `],g([v({attribute:!1})],it.prototype,"message",2),g([v({attribute:!1})],it.prototype,"account",2),g([v({type:Boolean})],it.prototype,"namesAccount",2),g([v({type:Boolean})],it.prototype,"isMarked",2),g([v({attribute:!1})],it.prototype,"threadId",2);k("sms-gateway-bubble",it);var W,Ut,$,Bi,As,re,Zi,Ki,_s,ne,ks,Ke,Gi,oe,ae,Ge,le,ce,de,he,Cs,Es,q=class extends A{constructor(){super(...arguments);m(this,$);this.narrow=!1;this.route=null;this.panel=null;this.hasStrings=!1;this.isConnected_=!0;this.error="";m(this,W,null);m(this,Ut,"");m(this,ae,()=>{history.state?.smsGateway?history.back():c(this,$,oe).call(this,{view:"list",filters:n(this,$,Ke)},!0)});m(this,Ge,()=>{this.dispatchEvent(new CustomEvent("hass-toggle-menu",{bubbles:!0,composed:!0}))});m(this,le,()=>this.requestUpdate());m(this,ce,()=>{let t=window.visualViewport?.height??window.innerHeight,s=window.innerHeight-t>vi;this.style.setProperty("--page-height",s?`${t}px`:""),s&&window.scrollTo(0,0)});m(this,de,()=>{this.isConnected_=!0,this.hasStrings||c(this,$,Es).call(this)});m(this,he,()=>{this.isConnected_=!1})}connectedCallback(){super.connectedCallback(),window.addEventListener("popstate",n(this,le)),window.visualViewport?.addEventListener("resize",n(this,ce)),this.requestUpdate("hass")}disconnectedCallback(){super.disconnectedCallback(),window.removeEventListener("popstate",n(this,le)),window.visualViewport?.removeEventListener("resize",n(this,ce)),c(this,$,Cs).call(this)}willUpdate(t){let{connection:s}=this.hass;this.isConnected&&this.api?.connection!==s&&(c(this,$,Cs).call(this),this.api=new we(s)),this.isConnected&&!n(this,W)&&(this.isConnected_=s.connected,s.addEventListener("ready",n(this,de)),s.addEventListener("disconnected",n(this,he)),f(this,W,new Le(this.api,o=>{this.error=o===void 0?"":xt(this.hass,o),this.requestUpdate()}))),t.has("hass")&&n(this,Ut)!==this.hass.language&&c(this,$,Es).call(this);let{view:i}=n(this,$,ne);(i==="list"||i==="thread")&&n(this,W)?.filter(n(this,$,Ke))}render(){let t=n(this,W);if(!this.hasStrings||!t)return u;let s=n(this,$,ne);return l`<div
      class="page ${s.view==="list"||s.view==="search"?"at-list":"at-main"}"
      @sms-gateway-navigate=${i=>c(this,$,oe).call(this,i.detail.route)}
      @sms-gateway-changed=${i=>i.detail.read&&t.noteRead(i.detail.read)}
      @sms-gateway-more=${()=>t.loadMore()}
      @sms-gateway-back=${n(this,ae)}
      @sms-gateway-search=${i=>c(this,$,oe).call(this,{view:"search",search:i.detail.text},!0)}
    >
      ${c(this,$,Bi).call(this)}
      ${t.state==="closed"?l`${c(this,$,As).call(this)}
              <p class="empty">${p("no_right")}</p>`:l`<div class="panes">
              <section class="list">${c(this,$,As).call(this)}${c(this,$,Zi).call(this,t,s)}</section>
              <main class="main">${c(this,$,Ki).call(this,t,s)}</main>
            </div>`}
    </div>`}};W=new WeakMap,Ut=new WeakMap,$=new WeakSet,Bi=function(){return l`${this.isConnected_?u:l`<div class="banner" role="status">${E("disconnected")} ${p("offline")}</div>`}
    ${this.error?l`<div class="banner bad" role="alert">${this.error}</div>`:u}
    ${n(this,$,Gi)?l`<div class="banner" role="status">
            ${p("outdated")}
            <button class="outlined" @click=${()=>location.reload()}>${p("reload")}</button>
          </div>`:u}`},As=function(){let t=(this.narrow||this.hass.dockedSidebar==="always_hidden")&&!this.hass.kioskMode,s=n(this,$,ks);return l`<header>
      ${t?l`<button class="icon" aria-label=${p("menu")} @click=${n(this,Ge)}>
              ${E("menu")}
            </button>`:u}
      <h1>${p("title")}</h1>
      ${s===void 0?c(this,$,re).call(this,"search","search.title",{view:"search",search:""}):c(this,$,re).call(this,"close","search.close",{view:"list"})}
      ${c(this,$,re).call(this,"figures","figures.title",{view:"figures"})}
      ${n(this,W)?.accounts.some(i=>i.can_write)?c(this,$,re).call(this,"write","new.title",{view:"new"}):u}
    </header>`},re=function(t,s,i){return l`<button
      class="icon"
      aria-label=${p(s)}
      title=${p(s)}
      @click=${()=>c(this,$,oe).call(this,i)}
    >
      ${E(t)}
    </button>`},Zi=function(t,s){let{hass:i,api:o}=this,a=s.view==="thread"?s.thread:null,h=n(this,$,ks);return h!==void 0?l`<div class="scroll">
          <sms-gateway-search
            .hass=${i}
            .api=${o}
            .text=${h}
            .find=${d=>t.find(d)}
          ></sms-gateway-search>
        </div>`:l`<div class="scroll">
          <sms-gateway-health .hass=${i} .accounts=${t.accounts}></sms-gateway-health>
          <sms-gateway-questions
            .hass=${i}
            .api=${o}
            .accounts=${t.accounts}
            .questions=${t.questions}
            .isAdmin=${t.isAdmin}
          ></sms-gateway-questions>
          <sms-gateway-list
            .hass=${i}
            .api=${o}
            .accounts=${t.accounts}
            .threads=${t.state==="loading"?null:t.threads}
            .hasMore=${t.hasMore}
            .filters=${n(this,$,Ke)}
            .selected=${a}
          ></sms-gateway-list>
        </div>`},Ki=function(t,s){let{hass:i,api:o}=this,{accounts:a,isAdmin:h}=t;switch(s.view){case"thread":return l`<sms-gateway-thread
          .hass=${i}
          .api=${o}
          .accounts=${a}
          .isAdmin=${h}
          .row=${t.find(s.thread)}
          .threadId=${s.thread}
          .messageId=${s.message??null}
        ></sms-gateway-thread>`;case"new":return l`${c(this,$,_s).call(this,"new.title")}
          <div class="scroll">
            <sms-gateway-new
              .hass=${i}
              .api=${o}
              .accounts=${a}
              .threads=${t.threads??[]}
            ></sms-gateway-new>
          </div>`;case"figures":return l`${c(this,$,_s).call(this,"figures.title")}
          <div class="scroll">
            <sms-gateway-figures .hass=${i} .api=${o} .accounts=${a}>
            </sms-gateway-figures>
          </div>`;default:return l`<p class="empty soft">${p("choose")}</p>`}},_s=function(t){return l`<header>
      <button class="icon back" aria-label=${p("back")} @click=${n(this,ae)}>${E("back")}</button>
      <h1>${p(t)}</h1>
    </header>`},ne=function(){let t=ni(this.route?.path??"",location.search),s=history.state?.search;return typeof s=="string"&&(t.view==="thread"||t.view==="search")?{...t,search:s}:t},ks=function(){let t=n(this,$,ne);return t.view==="search"?t.search??"":t.view==="thread"?t.search:void 0},Ke=function(){let t=n(this,$,ne);return"filters"in t&&t.filters||{}},Gi=function(){let t=this.panel?.config?._panel_custom?.module_url,s=i=>new URL(i,location.href).searchParams.get("v");return!!t&&s(t)!==s(import.meta.url)},oe=function(t,s=!1){let i="search"in t?t.search:void 0,o=history.state?.smsGateway||!s,a={search:i,smsGateway:s?history.state?.smsGateway:o},h=Ht(t,this.route?.prefix);history[s?"replaceState":"pushState"](a,"",h),window.dispatchEvent(new CustomEvent("location-changed",{detail:{replace:s},bubbles:!0})),this.requestUpdate()},ae=new WeakMap,Ge=new WeakMap,le=new WeakMap,ce=new WeakMap,de=new WeakMap,he=new WeakMap,Cs=function(){n(this,W)?.close(),f(this,W,null),this.api?.connection.removeEventListener("ready",n(this,de)),this.api?.connection.removeEventListener("disconnected",n(this,he))},Es=async function(){let{language:t}=this.hass;f(this,Ut,t);try{await ei(this.hass),this.hasStrings=!0}catch{f(this,Ut,"")}this.requestUpdate()},q.styles=[O,yi],g([v({attribute:!1,hasChanged:kr})],q.prototype,"hass",2),g([v({type:Boolean})],q.prototype,"narrow",2),g([v({attribute:!1})],q.prototype,"route",2),g([v({attribute:!1})],q.prototype,"panel",2),g([P()],q.prototype,"hasStrings",2),g([P()],q.prototype,"isConnected_",2),g([P()],q.prototype,"error",2);function kr(r,e){return r?.connection!==e?.connection||r.language!==e.language||r.locale!==e.locale||r.dockedSidebar!==e.dockedSidebar||r.kioskMode!==e.kioskMode}k("sms-gateway-panel",q);export{q as Panel};
