var Fr=Object.defineProperty;var zr=Object.getOwnPropertyDescriptor;var li=r=>{throw TypeError(r)};var d=(r,e,t,s)=>{for(var i=s>1?void 0:s?zr(e,t):e,n=r.length-1,o;n>=0;n--)(o=r[n])&&(i=(s?o(e,t,i):o(i))||i);return s&&i&&Fr(e,t,i),i};var As=(r,e,t)=>e.has(r)||li("Cannot "+t);var a=(r,e,t)=>(As(r,e,"read from private field"),t?t.call(r):e.get(r)),g=(r,e,t)=>e.has(r)?li("Cannot add the same private member more than once"):e instanceof WeakSet?e.add(r):e.set(r,t),v=(r,e,t,s)=>(As(r,e,"write to private field"),s?s.call(r,t):e.set(r,t),t),f=(r,e,t)=>(As(r,e,"access private method"),t);/**
 * @license
 * Copyright 2019 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var Ie=globalThis,Ue=Ie.ShadowRoot&&(Ie.ShadyCSS===void 0||Ie.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,Ts=Symbol(),ci=new WeakMap,le=class{constructor(e,t,s){if(this._$cssResult$=!0,s!==Ts)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(Ue&&e===void 0){let s=t!==void 0&&t.length===1;s&&(e=ci.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),s&&ci.set(t,e))}return e}toString(){return this.cssText}},di=r=>new le(typeof r=="string"?r:r+"",void 0,Ts),x=(r,...e)=>{let t=r.length===1?r[0]:e.reduce((s,i,n)=>s+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(i)+r[n+1],r[0]);return new le(t,r,Ts)},hi=(r,e)=>{if(Ue)r.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(let t of e){let s=document.createElement("style"),i=Ie.litNonce;i!==void 0&&s.setAttribute("nonce",i),s.textContent=t.cssText,r.appendChild(s)}},Es=Ue?r=>r:r=>r instanceof CSSStyleSheet?(e=>{let t="";for(let s of e.cssRules)t+=s.cssText;return di(t)})(r):r;/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var{is:Br,defineProperty:Kr,getOwnPropertyDescriptor:Zr,getOwnPropertyNames:Wr,getOwnPropertySymbols:Gr,getPrototypeOf:Yr}=Object,ft=globalThis,pi=ft.trustedTypes,Jr=pi?pi.emptyScript:"",Qr=ft.reactiveElementPolyfillSupport,ce=(r,e)=>r,de={toAttribute(r,e){switch(e){case Boolean:r=r?Jr:null;break;case Object:case Array:r=r==null?r:JSON.stringify(r)}return r},fromAttribute(r,e){let t=r;switch(e){case Boolean:t=r!==null;break;case Number:t=r===null?null:Number(r);break;case Object:case Array:try{t=JSON.parse(r)}catch{t=null}}return t}},Ne=(r,e)=>!Br(r,e),ui={attribute:!0,type:String,converter:de,reflect:!1,useDefault:!1,hasChanged:Ne};Symbol.metadata??(Symbol.metadata=Symbol("metadata")),ft.litPropertyMetadata??(ft.litPropertyMetadata=new WeakMap);var nt=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??(this.l=[])).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=ui){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let s=Symbol(),i=this.getPropertyDescriptor(e,s,t);i!==void 0&&Kr(this.prototype,e,i)}}static getPropertyDescriptor(e,t,s){let{get:i,set:n}=Zr(this.prototype,e)??{get(){return this[t]},set(o){this[t]=o}};return{get:i,set(o){let h=i?.call(this);n?.call(this,o),this.requestUpdate(e,h,s)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??ui}static _$Ei(){if(this.hasOwnProperty(ce("elementProperties")))return;let e=Yr(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(ce("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(ce("properties"))){let t=this.properties,s=[...Wr(t),...Gr(t)];for(let i of s)this.createProperty(i,t[i])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[s,i]of t)this.elementProperties.set(s,i)}this._$Eh=new Map;for(let[t,s]of this.elementProperties){let i=this._$Eu(t,s);i!==void 0&&this._$Eh.set(i,t)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let s=new Set(e.flat(1/0).reverse());for(let i of s)t.unshift(Es(i))}else e!==void 0&&t.push(Es(e));return t}static _$Eu(e,t){let s=t.attribute;return s===!1?void 0:typeof s=="string"?s:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??(this._$EO=new Set)).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let s of t.keys())this.hasOwnProperty(s)&&(e.set(s,this[s]),delete this[s]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return hi(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??(this.renderRoot=this.createRenderRoot()),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,s){this._$AK(e,s)}_$ET(e,t){let s=this.constructor.elementProperties.get(e),i=this.constructor._$Eu(e,s);if(i!==void 0&&s.reflect===!0){let n=(s.converter?.toAttribute!==void 0?s.converter:de).toAttribute(t,s.type);this._$Em=e,n==null?this.removeAttribute(i):this.setAttribute(i,n),this._$Em=null}}_$AK(e,t){let s=this.constructor,i=s._$Eh.get(e);if(i!==void 0&&this._$Em!==i){let n=s.getPropertyOptions(i),o=typeof n.converter=="function"?{fromAttribute:n.converter}:n.converter?.fromAttribute!==void 0?n.converter:de;this._$Em=i;let h=o.fromAttribute(t,n.type);this[i]=h??this._$Ej?.get(i)??h,this._$Em=null}}requestUpdate(e,t,s,i=!1,n){if(e!==void 0){let o=this.constructor;if(i===!1&&(n=this[e]),s??(s=o.getPropertyOptions(e)),!((s.hasChanged??Ne)(n,t)||s.useDefault&&s.reflect&&n===this._$Ej?.get(e)&&!this.hasAttribute(o._$Eu(e,s))))return;this.C(e,t,s)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,t,{useDefault:s,reflect:i,wrapped:n},o){s&&!(this._$Ej??(this._$Ej=new Map)).has(e)&&(this._$Ej.set(e,o??t??this[e]),n!==!0||o!==void 0)||(this._$AL.has(e)||(this.hasUpdated||s||(t=void 0),this._$AL.set(e,t)),i===!0&&this._$Em!==e&&(this._$Eq??(this._$Eq=new Set)).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(t){Promise.reject(t)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??(this.renderRoot=this.createRenderRoot()),this._$Ep){for(let[i,n]of this._$Ep)this[i]=n;this._$Ep=void 0}let s=this.constructor.elementProperties;if(s.size>0)for(let[i,n]of s){let{wrapped:o}=n,h=this[i];o!==!0||this._$AL.has(i)||h===void 0||this.C(i,void 0,n,h)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(s=>s.hostUpdate?.()),this.update(t)):this._$EM()}catch(s){throw e=!1,this._$EM(),s}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&(this._$Eq=this._$Eq.forEach(t=>this._$ET(t,this[t]))),this._$EM()}updated(e){}firstUpdated(e){}};nt.elementStyles=[],nt.shadowRootOptions={mode:"open"},nt[ce("elementProperties")]=new Map,nt[ce("finalized")]=new Map,Qr?.({ReactiveElement:nt}),(ft.reactiveElementVersions??(ft.reactiveElementVersions=[])).push("2.1.2");/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var pe=globalThis,mi=r=>r,qe=pe.trustedTypes,fi=qe?qe.createPolicy("lit-html",{createHTML:r=>r}):void 0,Ms="$lit$",ot=`lit$${Math.random().toFixed(9).slice(2)}$`,Cs="?"+ot,Xr=`<${Cs}>`,Ct=document,ue=()=>Ct.createComment(""),me=r=>r===null||typeof r!="object"&&typeof r!="function",Rs=Array.isArray,wi=r=>Rs(r)||typeof r?.[Symbol.iterator]=="function",Ss=`[ 	
\f\r]`,he=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,gi=/-->/g,vi=/>/g,St=RegExp(`>|${Ss}(?:([^\\s"'>=/]+)(${Ss}*=${Ss}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),yi=/'/g,bi=/"/g,xi=/^(?:script|style|textarea|title)$/i,Ls=r=>(e,...t)=>({_$litType$:r,strings:e,values:t}),l=Ls(1),Bt=Ls(2),Dn=Ls(3),at=Symbol.for("lit-noChange"),p=Symbol.for("lit-nothing"),$i=new WeakMap,Mt=Ct.createTreeWalker(Ct,129);function ki(r,e){if(!Rs(r)||!r.hasOwnProperty("raw"))throw Error("invalid template strings array");return fi!==void 0?fi.createHTML(e):e}var _i=(r,e)=>{let t=r.length-1,s=[],i,n=e===2?"<svg>":e===3?"<math>":"",o=he;for(let h=0;h<t;h++){let u=r[h],b,T,y=-1,_=0;for(;_<u.length&&(o.lastIndex=_,T=o.exec(u),T!==null);)_=o.lastIndex,o===he?T[1]==="!--"?o=gi:T[1]!==void 0?o=vi:T[2]!==void 0?(xi.test(T[2])&&(i=RegExp("</"+T[2],"g")),o=St):T[3]!==void 0&&(o=St):o===St?T[0]===">"?(o=i??he,y=-1):T[1]===void 0?y=-2:(y=o.lastIndex-T[2].length,b=T[1],o=T[3]===void 0?St:T[3]==='"'?bi:yi):o===bi||o===yi?o=St:o===gi||o===vi?o=he:(o=St,i=void 0);let A=o===St&&r[h+1].startsWith("/>")?" ":"";n+=o===he?u+Xr:y>=0?(s.push(b),u.slice(0,y)+Ms+u.slice(y)+ot+A):u+ot+(y===-2?h:A)}return[ki(r,n+(r[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),s]},fe=class r{constructor({strings:e,_$litType$:t},s){let i;this.parts=[];let n=0,o=0,h=e.length-1,u=this.parts,[b,T]=_i(e,t);if(this.el=r.createElement(b,s),Mt.currentNode=this.el.content,t===2||t===3){let y=this.el.content.firstChild;y.replaceWith(...y.childNodes)}for(;(i=Mt.nextNode())!==null&&u.length<h;){if(i.nodeType===1){if(i.hasAttributes())for(let y of i.getAttributeNames())if(y.endsWith(Ms)){let _=T[o++],A=i.getAttribute(y).split(ot),P=/([.?@])?(.*)/.exec(_);u.push({type:1,index:n,name:P[2],strings:A,ctor:P[1]==="."?Fe:P[1]==="?"?ze:P[1]==="@"?Be:Lt}),i.removeAttribute(y)}else y.startsWith(ot)&&(u.push({type:6,index:n}),i.removeAttribute(y));if(xi.test(i.tagName)){let y=i.textContent.split(ot),_=y.length-1;if(_>0){i.textContent=qe?qe.emptyScript:"";for(let A=0;A<_;A++)i.append(y[A],ue()),Mt.nextNode(),u.push({type:2,index:++n});i.append(y[_],ue())}}}else if(i.nodeType===8)if(i.data===Cs)u.push({type:2,index:n});else{let y=-1;for(;(y=i.data.indexOf(ot,y+1))!==-1;)u.push({type:7,index:n}),y+=ot.length-1}n++}}static createElement(e,t){let s=Ct.createElement("template");return s.innerHTML=e,s}};function Rt(r,e,t=r,s){if(e===at)return e;let i=s!==void 0?t._$Co?.[s]:t._$Cl,n=me(e)?void 0:e._$litDirective$;return i?.constructor!==n&&(i?._$AO?.(!1),n===void 0?i=void 0:(i=new n(r),i._$AT(r,t,s)),s!==void 0?(t._$Co??(t._$Co=[]))[s]=i:t._$Cl=i),i!==void 0&&(e=Rt(r,i._$AS(r,e.values),i,s)),e}var je=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:s}=this._$AD,i=(e?.creationScope??Ct).importNode(t,!0);Mt.currentNode=i;let n=Mt.nextNode(),o=0,h=0,u=s[0];for(;u!==void 0;){if(o===u.index){let b;u.type===2?b=new zt(n,n.nextSibling,this,e):u.type===1?b=new u.ctor(n,u.name,u.strings,this,e):u.type===6&&(b=new Ke(n,this,e)),this._$AV.push(b),u=s[++h]}o!==u?.index&&(n=Mt.nextNode(),o++)}return Mt.currentNode=Ct,i}p(e){let t=0;for(let s of this._$AV)s!==void 0&&(s.strings!==void 0?(s._$AI(e,s,t),t+=s.strings.length-2):s._$AI(e[t])),t++}},zt=class r{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,s,i){this.type=2,this._$AH=p,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=s,this.options=i,this._$Cv=i?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=Rt(this,e,t),me(e)?e===p||e==null||e===""?(this._$AH!==p&&this._$AR(),this._$AH=p):e!==this._$AH&&e!==at&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):wi(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==p&&me(this._$AH)?this._$AA.nextSibling.data=e:this.T(Ct.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:s}=e,i=typeof s=="number"?this._$AC(e):(s.el===void 0&&(s.el=fe.createElement(ki(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===i)this._$AH.p(t);else{let n=new je(i,this),o=n.u(this.options);n.p(t),this.T(o),this._$AH=n}}_$AC(e){let t=$i.get(e.strings);return t===void 0&&$i.set(e.strings,t=new fe(e)),t}k(e){Rs(this._$AH)||(this._$AH=[],this._$AR());let t=this._$AH,s,i=0;for(let n of e)i===t.length?t.push(s=new r(this.O(ue()),this.O(ue()),this,this.options)):s=t[i],s._$AI(n),i++;i<t.length&&(this._$AR(s&&s._$AB.nextSibling,i),t.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let s=mi(e).nextSibling;mi(e).remove(),e=s}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},Lt=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,s,i,n){this.type=1,this._$AH=p,this._$AN=void 0,this.element=e,this.name=t,this._$AM=i,this.options=n,s.length>2||s[0]!==""||s[1]!==""?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=p}_$AI(e,t=this,s,i){let n=this.strings,o=!1;if(n===void 0)e=Rt(this,e,t,0),o=!me(e)||e!==this._$AH&&e!==at,o&&(this._$AH=e);else{let h=e,u,b;for(e=n[0],u=0;u<n.length-1;u++)b=Rt(this,h[s+u],t,u),b===at&&(b=this._$AH[u]),o||(o=!me(b)||b!==this._$AH[u]),b===p?e=p:e!==p&&(e+=(b??"")+n[u+1]),this._$AH[u]=b}o&&!i&&this.j(e)}j(e){e===p?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},Fe=class extends Lt{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===p?void 0:e}},ze=class extends Lt{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==p)}},Be=class extends Lt{constructor(e,t,s,i,n){super(e,t,s,i,n),this.type=5}_$AI(e,t=this){if((e=Rt(this,e,t,0)??p)===at)return;let s=this._$AH,i=e===p&&s!==p||e.capture!==s.capture||e.once!==s.once||e.passive!==s.passive,n=e!==p&&(s===p||i);i&&this.element.removeEventListener(this.name,this,s),n&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Ke=class{constructor(e,t,s){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(e){Rt(this,e)}},Ai={M:Ms,P:ot,A:Cs,C:1,L:_i,R:je,D:wi,V:Rt,I:zt,H:Lt,N:ze,U:Be,B:Fe,F:Ke},tn=pe.litHtmlPolyfillSupport;tn?.(fe,zt),(pe.litHtmlVersions??(pe.litHtmlVersions=[])).push("3.3.3");var Ti=(r,e,t)=>{let s=t?.renderBefore??e,i=s._$litPart$;if(i===void 0){let n=t?.renderBefore??null;s._$litPart$=i=new zt(e.insertBefore(ue(),n),n,void 0,t??{})}return i._$AI(r),i};/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var ge=globalThis,gt=class extends nt{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){var t;let e=super.createRenderRoot();return(t=this.renderOptions).renderBefore??(t.renderBefore=e.firstChild),e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=Ti(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return at}};gt._$litElement$=!0,gt.finalized=!0,ge.litElementHydrateSupport?.({LitElement:gt});var en=ge.litElementPolyfillSupport;en?.({LitElement:gt});(ge.litElementVersions??(ge.litElementVersions=[])).push("4.2.2");/**
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
 */var sn={attribute:!0,type:String,converter:de,reflect:!1,hasChanged:Ne},rn=(r=sn,e,t)=>{let{kind:s,metadata:i}=t,n=globalThis.litPropertyMetadata.get(i);if(n===void 0&&globalThis.litPropertyMetadata.set(i,n=new Map),s==="setter"&&((r=Object.create(r)).wrapped=!0),n.set(t.name,r),s==="accessor"){let{name:o}=t;return{set(h){let u=e.get.call(this);e.set.call(this,h),this.requestUpdate(o,u,r,!0,h)},init(h){return h!==void 0&&this.C(o,void 0,r,h),h}}}if(s==="setter"){let{name:o}=t;return function(h){let u=this[o];e.call(this,h),this.requestUpdate(o,u,r,!0,h)}}throw Error("Unsupported decorator location: "+s)};function m(r){return(e,t)=>typeof t=="object"?rn(r,e,t):((s,i,n)=>{let o=i.hasOwnProperty(n);return i.constructor.createProperty(n,s),o?Object.getOwnPropertyDescriptor(i,n):void 0})(r,e,t)}/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */function w(r){return m({...r,state:!0,attribute:!1})}/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 *//**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var Ht=(r,e,t)=>(t.configurable=!0,t.enumerable=!0,Reflect.decorate&&typeof e!="object"&&Object.defineProperty(r,e,t),t);/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */function j(r,e){return(t,s,i)=>{let n=o=>o.renderRoot?.querySelector(r)??null;if(e){let{get:o,set:h}=typeof s=="object"?t:i??(()=>{let u=Symbol();return{get(){return this[u]},set(b){this[u]=b}}})();return Ht(t,s,{get(){let u=o.call(this);return u===void 0&&(u=n(this),(u!==null||this.hasUpdated)&&h.call(this,u)),u}})}return Ht(t,s,{get(){return n(this)}})}}/**
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
 */var Si=["failed","unread","stranger","opted_out"];function Mi(r,e=""){let[t="",s,i,n]=r.split("/").filter(Boolean).map(nn);switch(t){case"t":{let o={view:"thread",thread:s??"",filters:Hs(e)};return s?i==="m"&&n?{...o,message:n}:o:{view:"list",filters:Hs(e)}}case"search":case"new":case"figures":return{view:t};default:return{view:"list",filters:Hs(e)}}}function Kt(r,e="/sms_gateway"){switch(r.view){case"thread":{let t=r.message?`/m/${encodeURIComponent(r.message)}`:"",s=Ei(r.filters);return`${e}/t/${encodeURIComponent(r.thread)}${t}${s}`}case"list":return e+Ei(r.filters);default:return`${e}/${r.view}`}}function Hs(r){let e=new URLSearchParams(r),t={},s=e.get("account");s&&(t.account=s);for(let i of Si)e.has(i)&&(t[i]=!0);return t}function Ei(r={}){let e=new URLSearchParams;r.account&&e.set("account",r.account);for(let s of Si)r[s]&&e.set(s,"");let t=e.toString().replace(/=(?=&|$)/g,"");return t&&`?${t}`}function nn(r){try{return decodeURIComponent(r)}catch{return r}}var Zt,ve,Ze=class{constructor(e){this.told=null;g(this,Zt);this.back=()=>{Ps().smsGateway?history.back():this.go({view:"list",filters:this.filters},!0)};g(this,ve,()=>a(this,Zt).requestUpdate());v(this,Zt,e),e.addController(this)}hostConnected(){window.addEventListener("popstate",a(this,ve))}hostDisconnected(){window.removeEventListener("popstate",a(this,ve))}get route(){let e=Mi(this.told?.path??"",location.search),{search:t}=Ps();return typeof t=="string"&&(e.view==="thread"||e.view==="search")?{...e,search:t}:e}get search(){let{route:e}=this;switch(e.view){case"search":return e.search??"";case"thread":return e.search;default:return}}get filters(){let{route:e}=this;return"filters"in e&&e.filters||{}}go(e,t=!1){let s={search:"search"in e?e.search:void 0,smsGateway:t?!!Ps().smsGateway:!0};history[t?"replaceState":"pushState"](s,"",Kt(e,this.told?.prefix)),window.dispatchEvent(new CustomEvent("location-changed",{detail:{replace:t}})),a(this,Zt).requestUpdate()}};Zt=new WeakMap,ve=new WeakMap;function Ps(){return history.state??{}}var Ci=[1e3,2e3,5e3,1e4,3e4],vt,yt,Wt,Q,be,Pt,Ot,Ri,$e,Os,ye=class{constructor(e,t,s){g(this,Ot);g(this,vt,null);g(this,yt);g(this,Wt,0);g(this,Q,0);g(this,be,!1);g(this,Pt,async()=>{if(clearTimeout(a(this,yt)),!this.connection.connected)return;v(this,Q,a(this,Q)+1);let e=a(this,Q),t=s=>e===a(this,Q)&&f(this,Ot,Ri).call(this,s);try{let s={resubscribe:!1},i=await this.connection.subscribeMessage(t,{...this.message},s);e===a(this,Q)&&!a(this,be)?v(this,vt,i):i().catch(()=>{})}catch(s){if(e===a(this,Q)){let i=on(s);i==="unauthorized"?this.heard({type:"closed"}):i!=="unknown_command"&&this.heard({type:"failed",error:s}),f(this,Ot,Os).call(this)}}});g(this,$e,()=>{v(this,Q,a(this,Q)+1),v(this,vt,null),clearTimeout(a(this,yt))});this.connection=e,this.message=t,this.heard=s,e.addEventListener("ready",a(this,Pt)),e.addEventListener("disconnected",a(this,$e)),a(this,Pt).call(this)}end(){var e;v(this,be,!0),v(this,Q,a(this,Q)+1),clearTimeout(a(this,yt)),this.connection.removeEventListener("ready",a(this,Pt)),this.connection.removeEventListener("disconnected",a(this,$e)),(e=a(this,vt))==null||e.call(this).catch(()=>{}),v(this,vt,null)}};vt=new WeakMap,yt=new WeakMap,Wt=new WeakMap,Q=new WeakMap,be=new WeakMap,Pt=new WeakMap,Ot=new WeakSet,Ri=function(e){v(this,Wt,0),this.heard(e),e.type==="closed"&&(v(this,vt,null),f(this,Ot,Os).call(this))},$e=new WeakMap,Os=function(){let e=Ci[Math.min(a(this,Wt),Ci.length-1)];v(this,Wt,a(this,Wt)+1),clearTimeout(a(this,yt)),v(this,yt,setTimeout(a(this,Pt),e))};function on(r){return typeof r=="object"&&r!==null&&"code"in r?r.code:null}var We=class{constructor(e){this.connection=e}overview(e,t=50){return new ye(this.connection,Vs("overview/subscribe",{limit:t}),e)}thread(e,t,s=50){let i=Vs("thread/subscribe",{thread_id:e,limit:s});return new ye(this.connection,i,t)}threads(e,t,s=50){return this.ask("threads/list",{...e,...t&&{before:t},limit:s})}messages(e,t,s=50){return this.ask("messages/list",{thread_id:e,...t,limit:s})}search(e,t={},s=50){return this.ask("messages/search",{text:e,...t,limit:s})}story(e){return this.ask("message/get",{message_id:e})}read(e,t){return this.ask("thread/read",{thread_id:e,at:t})}statistics(e,t,s="day",i){return this.ask("statistics",{from:e,to:t,bucket:s,...i&&{account:i}})}preview(e,t){return this.ask("preview",{...e,...t})}send(e,t){return this.ask("send",{...e,...t})}resend(e,t,s){return this.ask("resend",{message_id:e,client_id:t,...s&&{entry_id:s}})}cancel(e){return this.ask("cancel",{message_id:e})}consent(e){return this.ask("consent/get",{thread_id:e})}closeQuestion(e){return this.ask("question/close",{question_id:e})}setConsent(e,t,s,i,n){let o={thread_id:e,subscribed:t,scope:s,note:i,...n&&{entry_id:n}};return this.ask("consent/set",o)}ask(e,t={}){return this.connection.sendMessagePromise(Vs(e,t))}};function Vs(r,e){return{type:`sms_gateway/${r}`,...e}}var C=x`
:host {
--text: var(--primary-text-color, #141414);
--soft: var(--secondary-text-color, #5e5e5e);
--line: var(--divider-color, rgba(0, 0, 0, 0.12));
--paper: var(--card-background-color, #fff);
--ground: var(--primary-background-color, #fafafa);
--raised: var(--secondary-background-color, #f0f0f0);
--accent: var(--primary-color, #009ac7);
--on-accent: #fff;
/* Home Assistant's own, and dark enough for words on it and in it. */
--strong: color-mix(in srgb, var(--accent) 76%, #000);
--bad: color-mix(in srgb, var(--error-color, #db4437) 64%, var(--text));
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
box-sizing: border-box;
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
background: var(--strong);
color: #fff;
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
button:not(:disabled, .filled, [aria-pressed="true"]):hover {
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
`;var $=class extends gt{navigate(e){this.tell("sms-gateway-navigate",{route:e})}changed(e={}){this.tell("sms-gateway-changed",e)}tell(e,t){this.dispatchEvent(new CustomEvent(e,{detail:t,bubbles:!0,composed:!0}))}};$.styles=[C],d([m({attribute:!1})],$.prototype,"hass",2),d([m({attribute:!1})],$.prototype,"api",2);var an=new Map;function k(r,e){an.set(r,e),customElements.get(r)||customElements.define(r,e)}function Li(r,e){return r?.connection!==e?.connection||r.language!==e.language||r.locale!==e.locale||r.dockedSidebar!==e.dockedSidebar||r.kioskMode!==e.kioskMode}var ln={menu:"M3,6H21V8H3V6M3,11H21V13H3V11M3,16H21V18H3V16Z",back:"M20,11V13H8L13.5,18.5L12.08,19.92L4.16,12L12.08,4.08L13.5,5.5L8,11H20Z",search:"M9.5,3A6.5,6.5 0 0,1 16,9.5C16,11.11 15.41,12.59 14.44,13.73L14.71,14H15.5L20.5,19L19,20.5L14,15.5V14.71L13.73,14.44C12.59,15.41 11.11,16 9.5,16A6.5,6.5 0 0,1 3,9.5A6.5,6.5 0 0,1 9.5,3M9.5,5C7,5 5,7 5,9.5C5,12 7,14 9.5,14C12,14 14,12 14,9.5C14,7 12,5 9.5,5Z",write:"M20 2H4C2.9 2 2 2.9 2 4V22L6 18H20C21.1 18 22 17.1 22 16V4C22 2.9 21.1 2 20 2M20 16H5.2L4 17.2V4H20V16M16 9V11H13V14H11V11H8V9H11V6H13V9H16Z",figures:"M22,21H2V3H4V19H6V10H10V19H12V6H16V19H18V14H22V21Z",close:"M19,6.41L17.59,5L12,10.59L6.41,5L5,6.41L10.59,12L5,17.59L6.41,19L12,13.41L17.59,19L19,17.59L13.41,12L19,6.41Z",clock:"M12,20A8,8 0 0,0 20,12A8,8 0 0,0 12,4A8,8 0 0,0 4,12A8,8 0 0,0 12,20M12,2A10,10 0 0,1 22,12A10,10 0 0,1 12,22C6.47,22 2,17.5 2,12A10,10 0 0,1 12,2M12.5,7V12.25L17,14.92L16.25,16.15L11,13V7H12.5Z",tick:"M21,7L9,19L3.5,13.5L4.91,12.09L9,16.17L19.59,5.59L21,7Z",ticks:"M0.41,13.41L6,19L7.41,17.58L1.83,12M22.24,5.58L11.66,16.17L7.5,12L6.07,13.41L11.66,19L23.66,7M18,7L16.59,5.58L10.24,11.93L11.66,13.34L18,7Z",failed:"M11,15H13V17H11V15M11,7H13V13H11V7M12,2C6.47,2 2,6.5 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M12,20A8,8 0 0,1 4,12A8,8 0 0,1 12,4A8,8 0 0,1 20,12A8,8 0 0,1 12,20Z",cancelled:"M12 2C17.5 2 22 6.5 22 12S17.5 22 12 22 2 17.5 2 12 6.5 2 12 2M12 4C10.1 4 8.4 4.6 7.1 5.7L18.3 16.9C19.3 15.5 20 13.8 20 12C20 7.6 16.4 4 12 4M16.9 18.3L5.7 7.1C4.6 8.4 4 10.1 4 12C4 16.4 7.6 20 12 20C13.9 20 15.6 19.4 16.9 18.3Z",expired:"M12,20A7,7 0 0,1 5,13C5,11.72 5.35,10.5 5.95,9.5L15.5,19.04C14.5,19.65 13.28,20 12,20M3,4L1.75,5.27L4.5,8.03C3.55,9.45 3,11.16 3,13A9,9 0 0,0 12,22C13.84,22 15.55,21.45 17,20.5L19.5,23L20.75,21.73L13.04,14L3,4M11,9.44L13,11.44V8H11M15,1H9V3H15M19.04,4.55L17.62,5.97C16.07,4.74 14.12,4 12,4C10.17,4 8.47,4.55 7.05,5.5L8.5,6.94C9.53,6.35 10.73,6 12,6A7,7 0 0,1 19,13C19,14.27 18.65,15.47 18.06,16.5L19.5,17.94C20.45,16.53 21,14.83 21,13C21,10.88 20.26,8.93 19.03,7.39L20.45,5.97L19.04,4.55Z",unknown:"M11,18H13V16H11V18M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M12,20C7.59,20 4,16.41 4,12C4,7.59 7.59,4 12,4C16.41,4 20,7.59 20,12C20,16.41 16.41,20 12,20M12,6A4,4 0 0,0 8,10H10A2,2 0 0,1 12,8A2,2 0 0,1 14,10C14,12 11,11.75 11,15H13C13,12.75 16,12.5 16,10A4,4 0 0,0 12,6Z",picture:"M19,19H5V5H19M19,3H5A2,2 0 0,0 3,5V19A2,2 0 0,0 5,21H19A2,2 0 0,0 21,19V5A2,2 0 0,0 19,3M13.96,12.29L11.21,15.83L9.25,13.47L6.5,17H17.5L13.96,12.29Z",down:"M7.41,8.58L12,13.17L16.59,8.58L18,10L12,16L6,10L7.41,8.58Z",send:"M2,21L23,12L2,3V10L17,12L2,14V21Z",warning:"M12,2L1,21H23M12,6L19.53,19H4.47M11,10V14H13V10M11,16V18H13V16",allowed:"M20 2H4C2.9 2 2 2.9 2 4V22L6 18H20C21.1 18 22 17.1 22 16V4C22 2.9 21.1 2 20 2M20 16H5.2L4 17.2V4H20V16M10.5 14L7 10.5L8.4 9.1L10.5 11.2L15.6 6.1L17 7.5Z",blocked:"M7.2 4L5.2 2H20C21.11 2 22 2.9 22 4V16C22 16.76 21.57 17.41 20.95 17.75L19.2 16H20V4H7.2M22.11 21.46L20.84 22.73L16.11 18H6L2 22V4C2 3.97 2 3.93 2 3.9L1.11 3L2.39 1.73L6.1 5.44L16.65 16H16.66L18.66 18H18.65L22.11 21.46M14.11 16L4 5.89V18L6 16H14.11Z",stranger:"M20.5,14.5V16H19V14.5H20.5M18.5,9.5H17V9A3,3 0 0,1 20,6A3,3 0 0,1 23,9C23,9.97 22.5,10.88 21.71,11.41L21.41,11.6C20.84,12 20.5,12.61 20.5,13.3V13.5H19V13.3C19,12.11 19.6,11 20.59,10.35L20.88,10.16C21.27,9.9 21.5,9.47 21.5,9A1.5,1.5 0 0,0 20,7.5A1.5,1.5 0 0,0 18.5,9V9.5M9,13C11.67,13 17,14.34 17,17V20H1V17C1,14.34 6.33,13 9,13M9,4A4,4 0 0,1 13,8A4,4 0 0,1 9,12A4,4 0 0,1 5,8A4,4 0 0,1 9,4M9,14.9C6.03,14.9 2.9,16.36 2.9,17V18.1H15.1V17C15.1,16.36 11.97,14.9 9,14.9M9,5.9A2.1,2.1 0 0,0 6.9,8A2.1,2.1 0 0,0 9,10.1A2.1,2.1 0 0,0 11.1,8A2.1,2.1 0 0,0 9,5.9Z",reply:"M10,9V5L3,12L10,19V14.9C15,14.9 18.5,16.5 21,20C20,15 17,10 10,9Z",disconnected:"M4,1C2.89,1 2,1.89 2,3V7C2,8.11 2.89,9 4,9H1V11H13V9H10C11.11,9 12,8.11 12,7V3C12,1.89 11.11,1 10,1H4M4,3H10V7H4V3M14,13C12.89,13 12,13.89 12,15V19C12,20.11 12.89,21 14,21H11V23H23V21H20C21.11,21 22,20.11 22,19V15C22,13.89 21.11,13 20,13H14M3.88,13.46L2.46,14.88L4.59,17L2.46,19.12L3.88,20.54L6,18.41L8.12,20.54L9.54,19.12L7.41,17L9.54,14.88L8.12,13.46L6,15.59L3.88,13.46M14,15H20V19H14V15Z",question:"M4,2A2,2 0 0,0 2,4V16A2,2 0 0,0 4,18H8V21A1,1 0 0,0 9,22H9.5V22C9.75,22 10,21.9 10.2,21.71L13.9,18H20A2,2 0 0,0 22,16V4C22,2.89 21.1,2 20,2H4M4,4H20V16H13.08L10,19.08V16H4V4M12.19,5.5C11.3,5.5 10.59,5.68 10.05,6.04C9.5,6.4 9.22,7 9.27,7.69C0.21,7.69 6.57,7.69 11.24,7.69C11.24,7.41 11.34,7.2 11.5,7.06C11.7,6.92 11.92,6.85 12.19,6.85C12.5,6.85 12.77,6.93 12.95,7.11C13.13,7.28 13.22,7.5 13.22,7.8C13.22,8.08 13.14,8.33 13,8.54C12.83,8.76 12.62,8.94 12.36,9.08C11.84,9.4 11.5,9.68 11.29,9.92C11.1,10.16 11,10.5 11,11H13C13,10.72 13.05,10.5 13.14,10.32C13.23,10.15 13.4,10 13.66,9.85C14.12,9.64 14.5,9.36 14.79,9C15.08,8.63 15.23,8.24 15.23,7.8C15.23,7.1 14.96,6.54 14.42,6.12C13.88,5.71 13.13,5.5 12.19,5.5M11,12V14H13V12H11Z"},cn=["back","send","reply"];function E(r){let e=cn.includes(r)?"pointing":"";return l`<svg viewBox="0 0 24 24" class=${e} aria-hidden="true">
${Bt`<path d=${ln[r]}></path>`}
</svg>`}var Hi="component.sms_gateway.config_panel.",Ge=()=>"",Pi=new Intl.PluralRules("en"),Oi=new Intl.NumberFormat("en");async function Vi(r){await r.loadBackendTranslation("exceptions","sms_gateway"),Ge=await r.loadBackendTranslation("config_panel","sms_gateway"),Pi=new Intl.PluralRules(r.language),Oi=new Intl.NumberFormat(r.language)}function c(r,e){return Ge(Hi+r,e)||r}function O(r,e,t){let s={...t,count:Oi.format(e)},i=Pi.select(e);return Ge(`${Hi}${r}.${i}`,s)||c(`${r}.other`,s)}function R(r,e){let t=typeof e=="object"&&e!==null?e:{};if(t.translation_key){let s=`component.${t.translation_domain}.exceptions.${t.translation_key}.message`,i=Ge(s,t.translation_placeholders);if(i)return i}return t.message||c(typeof e=="number"?"offline":"error.unknown")}var Vt=class extends ${constructor(){super(...arguments);this.isOffline=!1;this.isOutdated=!1;this.error=""}render(){return l`<div role="status">
${this.isOffline?l`<p>${E("disconnected")} ${c("offline")}</p>`:p}
${this.isOutdated?l`<p>
${c("outdated")}
<button class="outlined" @click=${()=>location.reload()}>${c("reload")}</button>
</p>`:p}
</div>
<div role="alert">${this.error?l`<p class="bad">${this.error}</p>`:p}</div>`}};Vt.styles=[C,x`
:host {
display: block;
flex: none;
}
p {
margin: 0;
display: flex;
flex-wrap: wrap;
align-items: center;
gap: 8px;
padding: 8px 16px;
background: color-mix(in srgb, var(--warn) 20%, var(--paper));
}
`],d([m({type:Boolean})],Vt.prototype,"isOffline",2),d([m({type:Boolean})],Vt.prototype,"isOutdated",2),d([m({attribute:!1})],Vt.prototype,"error",2);k("sms-gateway-banners",Vt);function Di(r,e,t){let{parts:s,left:i,forced_by:n,smart_encoded:o,shortened:h}=r,u=r.cost==null?"":t(r.cost*Math.max(1,e)),b=e>1?` × ${O("compose.people",e)}`:"";return l`
<span>${O("compose.parts",s)}${b}</span>
${u?l`<span>${c("compose.about",{cost:u})}</span>`:p}
${i===void 0||h?p:l`<span>${O("compose.left",i)}</span>`}
${n&&!o?l`<span>${c("compose.forced_by",{character:`⁨${n}⁩`})}</span>`:p}
${o?l`<span>${c("compose.smart")}</span>`:p}
${h?l`<strong>${c("compose.shortened")}</strong>`:p}
`}function Gt({balance:r,money:e}){return r?.currency??(e?"":c("figures.credits"))}var Ds="sms_gateway_draft_";function Jt(){let r=crypto.getRandomValues(new Uint8Array(16));return Array.from(r,e=>e.toString(16).padStart(2,"0")).join("")}function Yt(){return{text:"",client_id:Jt(),tried:!1,account:null,channel:null,sender:"",critical:!1}}function Ii(r,e=sessionStorage){try{let t=JSON.parse(e.getItem(Ds+r)??"null");return{...Yt(),...typeof t=="object"&&t}}catch{return Yt()}}function Ye(r,e,t=sessionStorage){try{e.text?t.setItem(Ds+r,JSON.stringify(e)):t.removeItem(Ds+r)}catch{}}function Ui(r,e){let t=r.tried?{client_id:Jt(),tried:!1}:{};return{...r,...t,...e}}function Ni(r,e){return e.map(s=>r.find(i=>i.entry_id===s)).find(Boolean)??r[0]}function Is(r=[]){return r.map(e=>[e.entry_id,e.can_write,e.status].join()).join(";")}function Us(r,{text:e,channel:t}){let s=t!==null&&r.channels.includes(t);return{entry_id:r.entry_id,text:e,...s&&{channel:t}}}function qi(r,e,t){let s="number"in t?`/${t.number.slice(0,100)}`:"",i=e.sender.trim();return{...Us(r,e),client_id:e.client_id+s,critical:e.critical,...i&&{sender:i}}}function ji(r){let e=r.split(/[\n,;،、]/).map(t=>t.trim());return[...new Set(e.filter(Boolean))]}var Dt=class extends ${constructor(){super(...arguments);this.accounts=[];this.picked=t=>s=>this.tell("sms-gateway-chosen",{[t]:s.target.value});this.ticked=t=>this.tell("sms-gateway-chosen",{critical:t.target.checked})}render(){let{accounts:t,chosen:s,draft:i}=this,n=t.map(h=>[h.entry_id,h.title]),o=s.channels.map(h=>[h,c(`channel.${h}`)]);return l`<details>
<summary class="soft">${this.summary}</summary>
<div class="choices">
${this.select("account",n,s.entry_id)}
${this.select("channel",o,i.channel)}
<label
>${c("compose.sender")}
<input
maxlength="20"
.value=${i.sender}
placeholder=${s.sender??""}
@change=${this.picked("sender")}
@keydown=${h=>h.stopPropagation()}
/></label>
<label class="critical"
><input type="checkbox" .checked=${i.critical} @change=${this.ticked} />${c("compose.critical")}</label
>
</div>
</details>`}select(t,s,i){return s.length<2?p:l`<label
>${c(`compose.${t}`)}
<select @change=${this.picked(t)}>
${s.map(([n,o])=>l`<option value=${n} ?selected=${n===i}>${o}</option>`)}
</select></label
>`}get summary(){let t=c("compose.through",{account:this.chosen.title});return this.draft.critical?`${t} · ${c("compose.critical")}`:t}};Dt.styles=[...$.styles,x`
summary {
display: flex;
align-items: center;
min-height: 44px;
padding: 0 8px;
cursor: pointer;
overflow-wrap: anywhere;
}
summary::before {
content: "▸";
margin-inline-end: 8px;
}
details[open] summary::before {
content: "▾";
}
summary:dir(rtl)::before {
content: "◂";
}
.choices {
display: flex;
flex-wrap: wrap;
gap: 8px 16px;
padding: 0 8px 12px;
}
label {
display: grid;
gap: 2px;
max-width: 100%;
}
label.critical {
grid-template-columns: auto 1fr;
align-items: center;
gap: 8px;
}
label.critical input {
min-height: 24px;
width: 24px;
}
`],d([m({attribute:!1})],Dt.prototype,"accounts",2),d([m({attribute:!1})],Dt.prototype,"chosen",2),d([m({attribute:!1})],Dt.prototype,"draft",2);k("sms-gateway-choices",Dt);var Fi=x`
:host {
display: block;
padding: 8px 12px calc(8px + var(--safe-area-inset-bottom, 0px));
border-block-start: 1px solid var(--line);
background: var(--paper);
}
.row {
display: flex;
align-items: flex-end;
gap: 8px;
}
textarea {
flex: 1;
min-width: 0;
resize: none;
border-radius: 22px;
padding: 10px 16px;
line-height: 1.4;
unicode-bidi: plaintext;
}
.foot {
display: flex;
flex-wrap: wrap;
gap: 0 12px;
padding: 4px 8px 0;
min-height: 1.6em;
font-size: 0.9em;
}
.old {
font-style: italic;
}
.refusal,
.error {
margin: 0 0 8px;
padding: 8px 12px;
border-radius: 8px;
background: color-mix(in srgb, var(--bad) 12%, transparent);
overflow-wrap: anywhere;
}
`;var dn={comma_decimal:["en-US","en"],decimal_comma:["de","es","it"],quote_decimal:["de-CH","de"],space_comma:["fr","sv","cs"]};function hn(r){return r.locale.time_zone==="server"?r.config.time_zone:void 0}var zi=new Map;function Bi(r,e){let t=JSON.stringify([r,e]),s=zi.get(t);return s||(s=new Intl.DateTimeFormat(r,e),zi.set(t,s)),s}function pn({locale:r,language:e}){let t=r.time_format;return t==="12"||t==="24"?t==="12":Bi(t==="system"?void 0:e,{hour:"numeric"}).resolvedOptions().hour12??!1}function Ki(r){return pn(r)?{hour:"numeric",minute:"2-digit",hourCycle:"h12"}:{hour:"2-digit",minute:"2-digit",hourCycle:"h23"}}function we(r,e){let t=hn(r);return Bi(r.language,{...e,...t&&{timeZone:t}})}function xe(r,e){return we(r,Ki(r)).format(new Date(e))}function Zi(r,e,t=new Date){let s=new Date(e),i=s.getFullYear()===t.getFullYear()?{}:{year:"numeric"};return we(r,{weekday:"long",day:"numeric",month:"long",...i}).format(s)}function Z(r,e){return we(r,{day:"numeric",month:"short",year:"numeric",...Ki(r),second:"2-digit"}).format(new Date(e))}function Je(r,e){return we(r,{year:"numeric",month:"2-digit",day:"2-digit"}).format(new Date(e))}function Qe(r,e,t=new Date){if(Je(r,e)===Je(r,t))return xe(r,e);let s=new Date(e).getFullYear()===t.getFullYear()?{}:{year:"2-digit"};return we(r,{day:"numeric",month:"short",...s}).format(new Date(e))}function F(r,e,t){let s=dn[r.locale.number_format]??r.language;if(t&&/^[A-Z]{3}$/.test(t))return new Intl.NumberFormat(s,{style:"currency",currency:t,maximumFractionDigits:4}).format(e);let i=new Intl.NumberFormat(s,{maximumFractionDigits:4}).format(e);return t?`${i} ${t}`:i}function Wi(r,e){let t={day:"numeric",month:"short",timeZone:"UTC"};return new Intl.DateTimeFormat(r.language,t).format(new Date(`${e}T00:00:00Z`))}function Gi(r,e){let t=getComputedStyle(r),s=r.offsetHeight-r.clientHeight,i=Number.parseFloat(t.paddingTop)+Number.parseFloat(t.paddingBottom),n=(Number.parseFloat(t.lineHeight)||22)*e+i+s;r.style.height="auto";let o=r.scrollHeight+s;r.style.height=`${Math.min(o,n)}px`,r.style.overflowY=o>n?"auto":"hidden"}var Xe=class{constructor(e){this.connection=null;this.changed=()=>this.host.requestUpdate();this.host=e,e.addController(this)}get isConnected(){return this.host.hass.connection.connected}hostConnected(){this.connection=this.host.hass?.connection??null,this.connection?.addEventListener("ready",this.changed),this.connection?.addEventListener("disconnected",this.changed)}hostDisconnected(){this.connection?.removeEventListener("ready",this.changed),this.connection?.removeEventListener("disconnected",this.changed)}};var un=250,mn=6,q=class extends ${constructor(){super(...arguments);this.thread=null;this.accounts=[];this.to=[];this.account=null;this.draft=Yt();this.preview=null;this.isOutdated=!1;this.isSending=!1;this.error="";this.asked=0;this.watch=new Xe(this);this.price=t=>F(this.hass,t,this.chosen&&Gt(this.chosen));this.typed=t=>{this.keep({text:t.target.value})};this.picked=t=>this.keep(t.detail);this.pressed=t=>{if(t.stopPropagation(),t.key!=="Enter"||t.isComposing||t.keyCode===229||t.shiftKey)return;let s=matchMedia("(pointer: coarse)").matches;(t.ctrlKey||t.metaKey||!s)&&(t.preventDefault(),this.send())};this.submit=t=>{t.preventDefault(),this.send()}}willUpdate(t){let s=t.get("thread"),i=t.has("thread")&&s?.thread_id!==this.thread?.thread_id;(i||!this.hasUpdated)&&(this.draft=Ii(this.place),this.error="",this.preview=null),(t.has("thread")&&s?.consent?.since!==this.thread?.consent?.since||t.has("to")&&t.get("to")?.join()!==this.to.join()||t.has("accounts")&&Is(t.get("accounts"))!==Is(this.accounts)||i)&&this.look()}updated(){this.box&&Gi(this.box,mn)}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.timer)}focus(){this.box?.focus()}render(){if(this.thread&&!this.thread.can_answer)return l`<p class="soft">${c("compose.no_answer")}</p>`;if(!this.chosen)return l`<p class="soft">${c("compose.read_only")}</p>`;let s=!!(this.draft.text||this.thread)&&!this.error?this.preview?.refusal:null;return l`
${this.error?l`<p class="error" role="alert">${this.error}</p>`:p}
${s?l`<p class="refusal" id="refusal" role="status">${s}</p>`:p}
<sms-gateway-choices
.hass=${this.hass}
.accounts=${this.writable}
.chosen=${this.chosen}
.draft=${this.draft}
@sms-gateway-chosen=${this.picked}
></sms-gateway-choices>
<form class="row" @submit=${this.submit}>
<textarea
rows="1"
dir="auto"
aria-label=${c("compose.text")}
aria-describedby="foot refusal"
placeholder=${c("compose.text")}
.value=${this.draft.text}
?readonly=${this.isSending}
@input=${this.typed}
@keydown=${this.pressed}
></textarea>
<button
class="filled icon"
aria-label=${c(this.draft.tried?"compose.send_again":"compose.send")}
?disabled=${!this.canSend}
>
${E("send")}
</button>
</form>
<div id="foot" class="foot soft ${this.isOutdated?"old":""}">${this.foot}</div>
`}get foot(){if(!this.watch.isConnected)return c("compose.offline");if(this.isSending)return c("compose.sending");let{preview:t}=this,s=this.thread?1:this.to.length;return t&&this.draft.text.trim()?Di(t,s,this.price):""}get place(){return this.thread?.thread_id??"new"}get writable(){return this.accounts.filter(t=>t.can_write)}get chosen(){let{draft:t,account:s,thread:i,writable:n}=this;return Ni(n,[t.account,s,...i?.accounts??[]])}get addresses(){let{thread:t}=this;return t?[{thread_id:t.thread_id}]:this.to.map(s=>({number:s}))}get canSend(){let{draft:t,preview:s}=this,i=!!s?.refusal&&!this.isOutdated;return!!t.text.trim()&&this.addresses.length>0&&!i&&!this.isSending&&this.watch.isConnected}keep(t){this.draft=Ui(this.draft,t),Ye(this.place,this.draft),this.error="",this.look()}look(){this.isOutdated=this.preview!==null,clearTimeout(this.timer),this.timer=setTimeout(()=>this.ask(),un)}async ask(){let t=this.chosen;if(!t||!this.watch.isConnected)return;this.asked+=1;let{asked:s,addresses:i}=this,n={...Us(t,this.draft),critical:this.draft.critical};try{let o=await this.api.preview(n,i.length===1?i[0]:void 0);s===this.asked&&(this.preview=o,this.isOutdated=!1)}catch(o){s===this.asked&&(this.preview={parts:1,refusal:R(this.hass,o)},this.isOutdated=!1)}}async send(){let t=this.chosen;if(!t||!this.canSend)return;this.isSending=!0,this.error="";let{place:s,addresses:i}=this,n={...this.draft,tried:!0};this.draft=n,Ye(s,n);let o=[];for(let h of i)try{let u=await this.api.send(qi(t,n,h),h);this.tell("sms-gateway-sent",{address:h,...u})}catch(u){let b="number"in h&&i.length>1?`${h.number}: `:"";o.push(b+R(this.hass,u))}this.isSending=!1,o.length===0&&Ye(s,Yt()),s===this.place&&(this.error=o.join(`
`),o.length===0&&(this.draft={...Yt(),account:n.account},this.changed(),this.look()),await this.updateComplete,this.focus())}};q.styles=[...$.styles,Fi],d([m({attribute:!1})],q.prototype,"thread",2),d([m({attribute:!1})],q.prototype,"accounts",2),d([m({attribute:!1})],q.prototype,"to",2),d([m({attribute:!1})],q.prototype,"account",2),d([w()],q.prototype,"draft",2),d([w()],q.prototype,"preview",2),d([w()],q.prototype,"isOutdated",2),d([w()],q.prototype,"isSending",2),d([w()],q.prototype,"error",2),d([j("textarea")],q.prototype,"box",2);k("sms-gateway-compose",q);var z=class extends ${constructor(){super(...arguments);this.thread=null;this.accounts=[];this.isAdmin=!1;this.blocks=[];this.note="";this.everywhere=!1;this.isBusy=!1;this.error="";this.asked=0}willUpdate(t){if(t.has("thread")){let s=t.get("thread"),i=s?.thread_id!==this.thread?.thread_id;i&&(this.blocks=[],this.note=""),(i||s?.consent?.since!==this.thread?.consent?.since)&&this.load()}}render(){return l`${this.thread?.consent?this.renderBanner(this.thread.consent.since):p}
${this.renderDialog()}`}async open(){this.error="",await this.load(),this.dialog?.showModal()}renderBanner(t){let s=this.blocks.find(i=>i.since);return l`<div class="banner" role="status">
${E("blocked")}
<div>
<strong>${c("consent.since",{at:Z(this.hass,t)})}</strong>
${s?l`${this.reason(s)} ${this.lifting(s)}`:p}
</div>
<button class="outlined" @click=${this.open}>${c("consent.more")}</button>
</div>`}renderDialog(){let t=!!this.thread?.consent;return l`<dialog aria-labelledby="title">
<h2 id="title">${c("consent.title")}</h2>
${this.blocks.length?l`<ul>
${this.blocks.map(s=>this.renderBlock(s))}
</ul>`:l`<p>${c("consent.nothing")}</p>`}
${this.isAdmin?this.renderForm(t):p}
${this.error?l`<p class="bad" role="alert">${this.error}</p>`:p}
<div class="actions">
<button class="outlined" @click=${()=>this.dialog?.close()}>${c("consent.close")}</button>
${this.isAdmin?l`<button
class=${t?"filled":"outlined danger"}
?disabled=${this.isBusy||!this.note.trim()}
@click=${()=>this.set(t)}
>
${c(t?"consent.lift":"consent.block")}
</button>`:p}
</div>
</dialog>`}renderBlock(t){let s=this.accounts.find(i=>i.entry_id===t.account)?.title??"";return l`<li>
<strong>${s}</strong>:
${t.since?l`${c("consent.since",{at:Z(this.hass,t.since)})}
${this.reason(t)} ${this.lifting(t)}
${t.scope==="all"?c("consent.everywhere"):p}`:c("consent.subscribed")}
${t.notes.map(i=>l`<br /><span class="soft">${this.written(i)}</span>`)}
</li>`}renderForm(t){return l`
<p>${c(t?"consent.about_lifting":"consent.about_blocking")}</p>
${t?l`<p>${c("consent.lifted_here")}</p>`:p}
<label
>${c("consent.note")}
<textarea
rows="2"
maxlength="200"
dir="auto"
.value=${this.note}
@input=${s=>{this.note=s.target.value}}
@keydown=${s=>s.stopPropagation()}
></textarea>
</label>
${this.accounts.length>1?l`<label class="check"
><input
type="checkbox"
.checked=${this.everywhere}
@change=${s=>{this.everywhere=s.target.checked}}
/>${c("consent.for_all")}</label
>`:p}
`}reason({said:t,notes:s}){if(t)return l`${c("consent.by_text")} <bdi>“${t.text}”</bdi>.`;let[i]=s;return i&&!i.subscribed?l`${this.written(i)}.`:l`${c("consent.unknown")}`}lifting({lift_words:t,keyword:s}){return t.length?c("consent.lifted_by_words",{words:t.join(", ")}):s?c("consent.lifted_by_keyword",{keyword:s}):c("consent.lifted_by_any_message")}written({at:t,by:s,subscribed:i,text:n}){let o={at:Z(this.hass,t),by:s??c("consent.somebody"),text:n};return c(i?"consent.note_lifted":"consent.note_blocked",o)}async load(){this.asked+=1;let{asked:t,thread:s}=this;if(s)try{let{accounts:i}=await this.api.consent(s.thread_id);t===this.asked&&(this.blocks=i)}catch(i){this.error=R(this.hass,i)}}async set(t){let{thread:s}=this;if(!(!s||this.isBusy)){this.isBusy=!0,this.error="";try{let i=this.everywhere?"all":"sender";await this.api.setConsent(s.thread_id,t,i,this.note.trim()),this.note="",this.dialog?.close(),this.changed(),await this.load()}catch(i){this.error=R(this.hass,i)}finally{this.isBusy=!1}}}};z.styles=[...$.styles,x`
.banner {
display: flex;
flex-wrap: wrap;
align-items: center;
gap: 4px 12px;
padding: 8px 16px;
background: color-mix(in srgb, var(--warn) 18%, var(--paper));
border-block-end: 1px solid var(--line);
overflow-wrap: anywhere;
}
.banner div {
flex: 1 1 240px;
}
p {
margin: 0 0 8px;
}
h2 {
margin: 0 0 12px;
font-size: 1.25em;
}
ul {
margin: 0 0 16px;
padding-inline-start: 20px;
}
li {
overflow-wrap: anywhere;
}
bdi {
unicode-bidi: isolate;
}
textarea {
width: 100%;
}
label.check {
display: flex;
gap: 8px;
align-items: center;
min-height: 44px;
}
label.check input {
min-height: 24px;
width: 24px;
}
.actions {
display: flex;
flex-wrap: wrap;
justify-content: flex-end;
gap: 8px;
margin-block-start: 12px;
}
`],d([m({attribute:!1})],z.prototype,"thread",2),d([m({attribute:!1})],z.prototype,"accounts",2),d([m({attribute:!1})],z.prototype,"isAdmin",2),d([w()],z.prototype,"blocks",2),d([w()],z.prototype,"note",2),d([w()],z.prototype,"everywhere",2),d([w()],z.prototype,"isBusy",2),d([w()],z.prototype,"error",2),d([j("dialog")],z.prototype,"dialog",2);k("sms-gateway-consent",z);var ke=["delivered","unknown","failed","received"];function ts(r,e){let t=Date.parse(`${r}T00:00:00Z`);return Array.from({length:e},(s,i)=>new Date(t-(e-1-i)*864e5).toISOString().slice(0,10))}function Ns(r,e){let t=new Map(e.map(s=>[s,fn(s)]));for(let s of r){let i=t.get(s.start.slice(0,10));if(i)for(let n of[...ke,"sent","parts","cost"])i[n]+=s[n]}return[...t.values()]}function Yi(r){let e=[0,0,0,0,0];for(let t of r)for(let[s,i]of t.delays.entries())e[s]=(e[s]??0)+i;return e}function Ji(r){if(!(r>0))return[0,1];let e=r/4,t=10**Math.floor(Math.log10(e)),s=[1,2,5,10].map(n=>n*t).find(n=>n>=e)??10*t,i=Math.ceil(r/s-1e-9);return Array.from({length:i+1},(n,o)=>Number((o*s).toPrecision(12)))}function fn(r){return{day:r,delivered:0,unknown:0,failed:0,received:0,sent:0,parts:0,cost:0}}var Qt=160,qs=600,bt=class extends ${constructor(){super(...arguments);this.heading="";this.kinds=[];this.columns=[];this.write=String}render(){let{columns:t,kinds:s}=this,i=t.map(({values:h})=>h.reduce((u,b)=>u+b,0)),n=Ji(Math.max(0,...i)),o=n[n.length-1]??1;return l`<figure>
<figcaption>${this.heading}</figcaption>
<div class="plot" aria-hidden="true">
<div class="axis soft">${n.map(h=>l`<span>${this.write(h)}</span>`)}</div>
<svg viewBox="0 0 ${qs} ${Qt}" preserveAspectRatio="none">
${n.map(h=>{let u=Qt*(1-h/o);return Bt`<line x1="0" x2=${qs} y1=${u} y2=${u}></line>`})}
${t.map((h,u)=>this.renderColumn(h,u,o))}
</svg>
<div class="ends soft">
${this.ends.map(h=>l`<span>${h}</span>`)}
</div>
</div>
${s.length>1?l`<ul class="legend" aria-hidden="true">
${s.map(({name:h,words:u})=>l`<li><i class=${h}></i>${u}</li>`)}
</ul>`:p}
${this.renderTable()}
</figure>`}renderColumn({label:t,values:s},i,n){let o=qs/this.columns.length,h=o*.8,u=Qt,b=this.kinds.map((T,y)=>`${T.words}: ${this.write(s[y]??0)}`);return Bt`<g>
<title>${[t,...b].join(`
`)}</title>
<rect x=${i*o} y="0" width=${o} height=${Qt} fill="transparent"></rect>
${s.map((T,y)=>{let _=Qt*T/n;u-=_;let A=i*o+(o-h)/2;return T?Bt`<rect class=${this.kinds[y]?.name??""} x=${A} y=${u} width=${h} height=${_}></rect>`:p})}
</g>`}renderTable(){return l`<details>
<summary class="soft">${c("figures.as_table")}</summary>
<div class="table" tabindex="0" role="region" aria-label=${this.heading}>
<table>
<thead>
<tr>
<th scope="col"><span class="unseen">${this.heading}</span></th>
${this.kinds.map(({words:t})=>l`<th scope="col">${t}</th>`)}
</tr>
</thead>
<tbody>
${this.columns.map(({label:t,values:s})=>l`<tr>
<th scope="row">${t}</th>
${s.map(i=>l`<td>${this.write(i)}</td>`)}
</tr>`)}
</tbody>
</table>
</div>
</details>`}get ends(){let t=this.columns.map(s=>s.label);return t.length<=7?t:[t[0]??"",t[t.length-1]??""]}};bt.styles=[...$.styles,x`
figure {
margin: 0 0 24px;
}
figcaption {
font-weight: 500;
margin-block-end: 8px;
}
.plot {
display: grid;
grid-template-columns: auto 1fr;
gap: 0 8px;
}
.axis {
display: flex;
flex-direction: column-reverse;
justify-content: space-between;
text-align: end;
font-size: 0.85em;
margin-block: -0.7em;
}
svg {
width: 100%;
height: ${Qt}px;
overflow: visible;
}
line {
stroke: var(--line);
vector-effect: non-scaling-stroke;
}
svg:dir(rtl) {
transform: scaleX(-1);
}
.ends {
grid-column: 2;
display: flex;
justify-content: space-between;
font-size: 0.85em;
}
.delivered,
.count {
fill: var(--good);
background: var(--good);
}
.unknown {
fill: var(--soft);
background: var(--soft);
}
.failed {
fill: var(--bad);
background: var(--bad);
}
.received,
.parts,
.cost {
fill: var(--accent);
background: var(--accent);
}
.legend {
display: flex;
flex-wrap: wrap;
gap: 4px 16px;
margin: 8px 0 0;
padding: 0;
list-style: none;
}
.legend i {
display: inline-block;
width: 12px;
height: 12px;
border-radius: 2px;
margin-inline-end: 6px;
}
summary {
min-height: 44px;
display: flex;
align-items: center;
cursor: pointer;
}
.table {
max-height: 320px;
overflow: auto;
}
table {
border-collapse: collapse;
}
th,
td {
padding: 4px 12px;
border-block-end: 1px solid var(--line);
text-align: end;
}
th:first-child {
text-align: start;
white-space: nowrap;
}
`],d([m({attribute:!1})],bt.prototype,"heading",2),d([m({attribute:!1})],bt.prototype,"kinds",2),d([m({attribute:!1})],bt.prototype,"columns",2),d([m({attribute:!1})],bt.prototype,"write",2);k("sms-gateway-bars",bt);var gn=[7,30,90],vn=["10_seconds","minute","10_minutes","hour","longer"],lt=class extends ${constructor(){super(...arguments);this.accounts=[];this.span=30;this.chosen="";this.rows=null;this.error="";this.asked=0}willUpdate(t){let s=(i=[])=>i.map(n=>n.entry_id).join();t.has("accounts")&&s(t.get("accounts"))!==s(this.accounts)&&this.load()}render(){return l`
<div class="choices">
${gn.map(t=>l`<button
class="outlined"
aria-pressed=${t===this.span}
@click=${()=>this.show(t)}
>
${c("figures.days",{count:t})}
</button>`)}
${this.accounts.length>1?this.renderAccounts():p}
</div>
${this.error?l`<p class="bad" role="alert">${this.error}</p>`:p}
${this.rows?this.renderPlots(this.rows):l`<p role="status">${c("timeline.loading")}</p>`}
`}renderAccounts(){return l`<select
aria-label=${c("compose.account")}
@change=${t=>{this.chosen=t.target.value}}
>
<option value="">${c("figures.all_accounts")}</option>
${this.accounts.map(t=>l`<option value=${t.entry_id}>${t.title}</option>`)}
</select>`}renderPlots(t){let s=t.filter(o=>!this.chosen||o.account===this.chosen),i=Ns(s,ts(this.today,this.span)),n=ke.map(o=>({name:o,words:c(`figures.${o}`)}));return l`
${this.renderSums(i)}
<div class="plots">
${this.bars("messages",n,this.columns(i,o=>ke.map(h=>o[h])))}
${this.bars("parts",[{name:"parts",words:c("figures.parts")}],this.columns(i,o=>[o.parts]))}
${this.units(s).map(([o,h])=>this.renderCost(s,o,h))}
${this.bars("delay",[{name:"count",words:c("figures.delivered")}],Yi(s).map((o,h)=>({label:c(`figures.within.${vn[h]}`),values:[o]})))}
</div>
`}renderSums(t){let s=[...ke,"parts"];return l`<dl class="sums">
${s.map(i=>{let n=t.reduce((o,h)=>o+h[i],0);return l`<div>
<dt class="soft">${c(`figures.${i}`)}</dt>
<dd>${F(this.hass,n)}</dd>
</div>`})}
</dl>`}renderCost(t,s,i){let n=Ns(t.filter(u=>i.includes(u.account)),ts(this.today,this.span)),o=u=>F(this.hass,u,s),h=[{name:"cost",words:c("figures.cost")}];return this.bars("cost",h,this.columns(n,u=>[u.cost]),o)}bars(t,s,i,n=o=>F(this.hass,o)){return l`<sms-gateway-bars
.heading=${c(`figures.plot.${t}`)}
.kinds=${s}
.columns=${i}
.write=${n}
></sms-gateway-bars>`}columns(t,s){return t.map(i=>({label:Wi(this.hass,i.day),values:s(i)}))}units(t){let s=new Map;for(let i of this.accounts){let{entry_id:n}=i;if(t.some(o=>o.account===n&&o.cost>0)){let o=Gt(i);s.set(o,[...s.get(o)??[],n])}}return[...s]}get today(){let t=this.hass.config.time_zone;return new Intl.DateTimeFormat("en-CA",{timeZone:t,dateStyle:"short"}).format(new Date)}show(t){this.span=t,this.load()}async load(){this.asked+=1;let{asked:t}=this,[s=""]=ts(this.today,this.span);try{let{rows:i}=await this.api.statistics(s,new Date().toISOString());t===this.asked&&(this.rows=i,this.error="")}catch(i){this.error=R(this.hass,i)}}};lt.styles=[...$.styles,x`
:host {
display: block;
padding: 16px;
overflow: auto;
}
.choices {
display: flex;
flex-wrap: wrap;
gap: 8px;
margin-block-end: 16px;
}
button[aria-pressed="true"] {
background: var(--strong);
color: var(--on-accent);
}
.sums {
display: flex;
flex-wrap: wrap;
gap: 8px 24px;
margin: 0 0 24px;
}
.sums dd {
margin: 0;
font-size: 1.5em;
}
.plots {
display: grid;
grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr));
gap: 0 32px;
}
`],d([m({attribute:!1})],lt.prototype,"accounts",2),d([w()],lt.prototype,"span",2),d([w()],lt.prototype,"chosen",2),d([w()],lt.prototype,"rows",2),d([w()],lt.prototype,"error",2);k("sms-gateway-figures",lt);var es,Qi,_e=class extends ${constructor(){super(...arguments);g(this,es);this.accounts=[]}render(){if(!this.accounts.length)return p;let t=this.accounts.filter(s=>js(s));return l`<details ?open=${t.length>0}>
<summary>
${t.length?l`<span class="bad">${E("warning")}</span>
${O("health.troubled",t.length)}`:O("health.fine",this.accounts.length)}
</summary>
<ul>
${this.accounts.map(s=>f(this,es,Qi).call(this,s))}
</ul>
</details>`}};es=new WeakSet,Qi=function(t){let{balance:s,pending:i,trouble:n}=t,o=s&&F(this.hass,s.value,s.currency);return l`<li>
<bdi class="name">${t.title}</bdi>
<div class="facts soft">
<span class=${js(t)?"bad":""}>
${js(t)?E("warning"):p} ${c(`health.${t.status}`)}
</span>
${o?l`<span class=${s?.is_low?"bad":""}>
${c(s.is_low?"health.low":"health.left",{left:o})}
</span>`:p}
${i?l`<span>${O("health.waiting",i)}</span>`:p}
</div>
${n?l`<div class="bad" dir="auto">${n}</div>`:p}
</li>`},_e.styles=[C,x`
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
`],d([m({attribute:!1})],_e.prototype,"accounts",2);function js(r){return r.status!=="running"||r.connected===!1||!!r.balance?.is_low}k("sms-gateway-health",_e);var ss=x`
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
justify-self: end;
font-size: 12px;
}
.snippet {
grid-area: snippet;
overflow: hidden;
text-overflow: ellipsis;
white-space: nowrap;
}
.snippet [dir] {
text-align: match-parent;
overflow: hidden;
text-overflow: ellipsis;
}
span.snippet:has([dir]) {
display: flex;
gap: 4px;
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
background: var(--strong);
color: #fff;
font-size: 12px;
line-height: 20px;
text-align: center;
}
`;var yn={queued:{icon:"clock",word:"queued",kind:"open"},sending:{icon:"clock",word:"sending",kind:"open"},accepted:{icon:"tick",word:"accepted",kind:"open"},sent:{icon:"tick",word:"sent",kind:"open"},delivered:{icon:"ticks",word:"delivered",kind:"good"},undelivered:{icon:"failed",word:"undelivered",kind:"bad"},rejected:{icon:"failed",word:"rejected",kind:"bad"},expired:{icon:"expired",word:"expired",kind:"bad"},cancelled:{icon:"cancelled",word:"cancelled",kind:"none"}},bn={icon:"unknown",word:"uncertain",kind:"open"},$n={icon:"tick",word:"untold",kind:"open"};function Xt(r,e=!1,t=!0){let s=yn[r];return e&&(s.kind==="bad"||r==="sending"||r==="queued")?bn:r==="accepted"&&!t?$n:s}var wn=["unread","failed","stranger","opted_out"],B,Xi,zs,tr,er,sr,is,X=class extends ${constructor(){super(...arguments);g(this,B);this.threads=null;this.accounts=[];this.filters={};this.selected=null;this.hasMore=!1;this.at=null;g(this,is,t=>{let s=[...this.renderRoot.querySelectorAll("ul.rows a")],i=s.indexOf(t.target),n={ArrowDown:i+1,ArrowUp:i-1,Home:0,End:s.length-1}[t.key];n!==void 0&&s[n]&&(t.preventDefault(),s[n].focus())})}render(){return l`${f(this,B,Xi).call(this)} ${f(this,B,tr).call(this)}`}async focusOn(t){this.at=t,await this.updateComplete,this.renderRoot.querySelector('ul.rows a[tabindex="0"]')?.focus()}};B=new WeakSet,Xi=function(){let t=this.filters;return l`<div class="filters" role="group" aria-label=${c("list.filters")}>
${this.accounts.length>1?l`<select
aria-label=${c("list.account")}
@change=${s=>f(this,B,zs).call(this,{account:s.target.value})}
>
<option value="" ?selected=${!t.account}>${c("list.all_accounts")}</option>
${this.accounts.map(({entry_id:s,title:i})=>l`<option value=${s} ?selected=${t.account===s}>
${i}
</option>`)}
</select>`:p}
${wn.map(s=>l`<button
class="outlined"
aria-pressed=${t[s]?"true":"false"}
@click=${()=>f(this,B,zs).call(this,{[s]:!t[s]})}
>
${c(`list.${s}`)}
</button>`)}
</div>`},zs=function(t){let s={};for(let[n,o]of Object.entries({...this.filters,...t}))o&&Object.assign(s,{[n]:o});let{selected:i}=this;this.navigate(i?{view:"thread",thread:i,filters:s}:{view:"list",filters:s})},tr=function(){if(this.threads===null)return l`<p class="empty soft" role="status">${c("loading")}</p>`;if(!this.threads.length&&!this.hasMore){let n=Object.keys(this.filters).length>0?"nothing":this.accounts.length?"empty":"no_account";return l`<p class="empty soft">${c(`list.${n}`)}</p>`}let t=this.threads.map(i=>i.thread_id),s=[this.at,this.selected,t[0]].find(i=>i&&t.includes(i));return l`<ul class="rows" aria-label=${c("list.title")} @keydown=${a(this,is)}>
${this.threads.map(i=>f(this,B,er).call(this,i,i.thread_id===s))}
</ul>
${this.hasMore?l`<button class="outlined more" @click=${()=>this.tell("sms-gateway-more",{})}>
${c("list.more")}
</button>`:p}`},er=function(t,s){let i={view:"thread",thread:t.thread_id,filters:this.filters},{last:n}=t;return l`<li>
<a
href=${Kt(i)}
tabindex=${s?0:-1}
aria-current=${t.thread_id===this.selected?"true":"false"}
@focus=${()=>{this.at=t.thread_id}}
@click=${o=>{!o.ctrlKey&&!o.metaKey&&!o.shiftKey&&(o.preventDefault(),this.navigate(i))}}
>
<span class="face" aria-hidden="true">
${t.stranger?E("stranger"):[...t.name??"?"][0]?.toUpperCase()}
</span>
<span class="name"><bdi>${t.name??t.number}</bdi></span>
<span class="at soft">${Qe(this.hass,t.at)}</span>
<span class="snippet soft">${n?f(this,B,sr).call(this,t):p}</span>
<span class="marks">
${t.failed?Fs("failed","list.has_failed","bad"):p}
${t.consent?Fs("blocked","list.is_opted_out","soft"):p}
${t.stranger?l`<span class="unseen">${c("list.is_stranger")}</span>`:p}
${t.unread?l`<span class="badge" aria-hidden="true">${t.unread}</span>
<span class="unseen">${O("list.unread_count",t.unread)}</span>`:p}
</span>
</a>
</li>`},sr=function({last:t}){if(!t)return p;let s=t.state?Xt(t.state):null;return l`${s?Fs(s.icon,`state.${s.word}`,s.kind):p}
<span dir="auto">${t.snippet||(t.has_media?c("list.picture"):"")}</span>`},is=new WeakMap,X.styles=[C,ss,x`
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
background: var(--strong);
color: #fff;
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
`],d([m({attribute:!1})],X.prototype,"threads",2),d([m({attribute:!1})],X.prototype,"accounts",2),d([m({attribute:!1})],X.prototype,"filters",2),d([m({attribute:!1})],X.prototype,"selected",2),d([m({type:Boolean})],X.prototype,"hasMore",2),d([w()],X.prototype,"at",2);function Fs(r,e,t){return l`<span class="mark ${t}" title=${c(e)}
>${E(r)}<span class="unseen">${c(e)}</span></span
>`}k("sms-gateway-list",X);var ct=class extends ${constructor(){super(...arguments);this.accounts=[];this.threads=[];this.people=[];this.sent=[];this.submit=t=>{t.preventDefault(),this.add()};this.add=()=>{let{box:t}=this;t&&(this.people=[...new Set([...this.people,...ji(t.value)])],t.value="")};this.noteSent=({detail:t})=>{if("number"in t.address){let s=t.address.number;this.people=this.people.filter(i=>i!==s),this.sent=[...this.sent,{name:s,thread_id:t.thread_id}]}};this.goThere=()=>{let[t]=this.sent;t&&this.sent.length===1&&this.navigate({view:"thread",thread:t.thread_id})}}firstUpdated(){this.box?.focus()}render(){let t=new Set(this.threads.map(s=>s.name).filter(Boolean));return l`
<div class="people">
<form @submit=${this.submit}>
<input
list="names"
maxlength="200"
autocomplete="off"
aria-label=${c("new.to")}
placeholder=${c("new.to")}
@keydown=${s=>s.stopPropagation()}
@change=${this.add}
/>
<datalist id="names">
${[...t].map(s=>l`<option value=${s}></option>`)}
</datalist>
<button class="outlined">${c("new.add")}</button>
</form>
<p class="soft">${c("new.about")}</p>
<ul aria-label=${c("new.people")}>
${this.people.map(s=>l`<li>
<button
aria-label=${c("new.remove",{name:s})}
@click=${()=>this.takeOff(s)}
>
<bdi>${s}</bdi> ✕
</button>
</li>`)}
</ul>
${this.sent.length?this.renderSent():p}
</div>
<sms-gateway-compose
.hass=${this.hass}
.api=${this.api}
.accounts=${this.accounts}
.to=${this.people}
@sms-gateway-sent=${this.noteSent}
@sms-gateway-changed=${this.goThere}
></sms-gateway-compose>
`}renderSent(){return l`<p role="status">${O("new.sent",this.sent.length)}</p>
<ul>
${this.sent.map(({name:t,thread_id:s})=>l`<li>
<button @click=${()=>this.navigate({view:"thread",thread:s})}>
<bdi>${t}</bdi>
</button>
</li>`)}
</ul>`}takeOff(t){this.people=this.people.filter(s=>s!==t),this.box?.focus()}};ct.styles=[...$.styles,x`
:host {
display: flex;
flex-direction: column;
height: 100%;
}
.people {
flex: 1;
overflow: auto;
padding: 16px;
}
form {
display: flex;
gap: 8px;
}
input {
flex: 1;
min-width: 0;
}
ul {
list-style: none;
display: flex;
flex-wrap: wrap;
gap: 8px;
padding: 0;
}
li button {
background: var(--raised);
overflow-wrap: anywhere;
}
`],d([m({attribute:!1})],ct.prototype,"accounts",2),d([m({attribute:!1})],ct.prototype,"threads",2),d([w()],ct.prototype,"people",2),d([w()],ct.prototype,"sent",2),d([j("input")],ct.prototype,"box",2);k("sms-gateway-new",ct);function te(r,e){let t=e.split("/").map(Number);for(let[s,i]of r.split("/").map(Number).entries()){let n=i-(t[s]??0);if(n)return n}return 0}function It(r,e){let t=new Map(r.map(s=>[s.message_id,s]));for(let s of e){let i=t.get(s.message_id);(!i||(s.rank??0)>=(i.rank??0))&&t.set(s.message_id,s)}return[...t.values()].sort((s,i)=>te(s.position,i.position))}function rs(r,e,t=()=>!0){let s=new Map(r.map(i=>[i.thread_id,i]));for(let i of e)t(i)?s.set(i.thread_id,i):s.delete(i.thread_id);return[...s.values()].sort((i,n)=>Date.parse(n.at)-Date.parse(i.at))}function nr(r,e){return(!e.account||r.accounts.includes(e.account))&&(!e.failed||r.failed)&&(!e.unread||r.unread>0)&&(!e.stranger||r.stranger)&&(!e.opted_out||r.consent!==null)}function or(r,e){let t=[],s;for(let i of r){let n=e(i.at),o=t[t.length-1];(!o||o.key!==n)&&(o={key:n,at:i.at,runs:[]},t.push(o),s=void 0);let h=o.runs[o.runs.length-1];h&&s&&ir(s)===ir(i)?h.push(i):o.runs.push([i]),s=i}return t}function ir(r){return JSON.stringify([r.direction,r.account,r.by??null])}function ar(r,e){let t=r.filter(s=>s.direction==="incoming");return t.slice(-e||t.length)[0]?.message_id??null}function lr(r,e,t=40){let s=e.trim(),i=s?r.toLocaleLowerCase().indexOf(s.toLocaleLowerCase()):-1;if(i<0||r.toLocaleLowerCase().length!==r.length)return[{text:rr(r,2*t),found:!1}];let n=Math.max(0,i-t),o=i+s.length;return[{text:(n?"…":"")+r.slice(n,i),found:!1},{text:r.slice(i,o),found:!0},{text:rr(r.slice(o),2*t),found:!1}].filter(h=>h.text)}function rr(r,e){return r.length>e?`${r.slice(0,e)}…`:r}var tt,W,dt,$t,Ae,L,ns,Bs,cr,Ks,Zs,Ws,os=class{constructor(e,t){g(this,L);this.accounts=[];this.questions=[];this.isAdmin=!1;this.state="loading";g(this,tt,{threads:[],next:null});g(this,W,null);g(this,dt,{});g(this,$t,0);g(this,Ae);this.api=e,this.changed=t,v(this,Ae,e.overview(s=>f(this,L,cr).call(this,s)))}close(){v(this,$t,a(this,$t)+1),a(this,Ae).end()}get threads(){return a(this,L,ns)?a(this,W)?.threads??null:a(this,tt).threads}get hasMore(){return a(this,L,Bs)?.next!=null}find(e){return[...a(this,tt).threads,...a(this,W)?.threads??[]].find(s=>s.thread_id===e)??null}filter(e){JSON.stringify(e)!==JSON.stringify(a(this,dt))&&(v(this,dt,e),v(this,W,null),f(this,L,Zs).call(this))}async loadMore(){let e=a(this,L,Bs);if(e?.next==null)return;let t=e.next;await f(this,L,Ws).call(this,async()=>{let s=await this.api.threads(a(this,dt),t);return()=>{e.threads=rs(s.threads,e.threads),e.next=s.next}})}noteRead(e){let t=this.find(e);t?.unread&&f(this,L,Ks).call(this,[{...t,unread:0}])}};tt=new WeakMap,W=new WeakMap,dt=new WeakMap,$t=new WeakMap,Ae=new WeakMap,L=new WeakSet,ns=function(){return Object.keys(a(this,dt)).length>0},Bs=function(){return a(this,L,ns)?a(this,W):a(this,tt)},cr=function(e){switch(e.type){case"snapshot":this.state="open",this.accounts=e.accounts,this.questions=e.questions,this.isAdmin=e.is_admin,v(this,tt,{threads:e.threads,next:e.next}),f(this,L,Zs).call(this);break;case"threads":f(this,L,Ks).call(this,e.threads);break;case"accounts":this.accounts=e.accounts;break;case"questions":this.questions=e.questions;break;case"closed":this.state="closed",this.accounts=[],this.questions=[],v(this,tt,{threads:[],next:null}),v(this,W,null);break;case"failed":this.changed(e.error);return}this.changed()},Ks=function(e){if(a(this,tt).threads=rs(a(this,tt).threads,e),a(this,W)){let t=s=>nr(s,a(this,dt));a(this,W).threads=rs(a(this,W).threads,e,t)}this.changed()},Zs=async function(){a(this,L,ns)&&this.state==="open"&&await f(this,L,Ws).call(this,async()=>{let e=await this.api.threads(a(this,dt));return()=>{v(this,W,e)}})},Ws=async function(e){v(this,$t,a(this,$t)+1);let t=a(this,$t);try{let s=await e();t===a(this,$t)&&(s(),this.changed())}catch(s){t===a(this,$t)&&this.changed(s)}};var dr=100,hr=x`
:host {
display: block;
height: var(--page-height, 100dvh);
container-type: inline-size;
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
@container (min-width: 750px) {
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
.main h1 {
padding-inline-start: 0;
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
.empty {
margin: auto;
padding: 24px;
text-align: center;
}
`;var ht=class extends ${constructor(){super(...arguments);this.questions=[];this.accounts=[];this.isAdmin=!1;this.now=Date.now();this.error=""}willUpdate(t){t.has("questions")&&(this.now=Date.now())}updated(){let t=this.isConnected&&this.waiting.length>0;t&&this.timer===void 0?this.timer=setInterval(()=>{this.now=Date.now()},1e3):t||this.stop()}disconnectedCallback(){super.disconnectedCallback(),this.stop()}render(){let{waiting:t}=this,s=this.questions.filter(i=>i.outcome!=="waiting");return this.questions.length?l`<section aria-label=${c("questions.title")}>
${t.map(i=>this.renderQuestion(i))}
${this.error?l`<p class="bad" role="alert">${this.error}</p>`:p}
${s.length?l`<details>
<summary class="soft">${O("questions.over",s.length)}</summary>
${s.map(i=>this.renderQuestion(i))}
</details>`:p}
</section>`:p}renderQuestion(t){let{outcome:s,options:i}=t;return l`<article class=${s}>
<h3>${E("question")}<span>${t.text}</span></h3>
${i.length?l`<p class="soft">${c("questions.options")} <bdi>${i.join(" · ")}</bdi></p>`:p}
<p>${this.stateOf(t)}</p>
<ul>
${t.people.map(n=>this.renderPerson(n))}
</ul>
${s==="waiting"&&this.isAdmin?l`<button class="outlined" @click=${()=>this.close(t)}>
${c("questions.close")}
</button>`:p}
</article>`}renderPerson({name:t,number:s,thread_id:i,message_id:n,code:o}){let h={view:"thread",thread:i,message:n};return l`<li>
<button @click=${()=>this.navigate(h)}><bdi>${t??s}</bdi></button>
${o?l`<span class="soft">${c("questions.code")} <code>${o}</code></span>`:p}
</li>`}stateOf({outcome:t,answer:s,deadline:i}){switch(t){case"waiting":return c("questions.waiting",{at:xe(this.hass,i),left:xn(Date.parse(i)-this.now)});case"answered":{if(!s)return c("questions.answered_elsewhere");let n={name:s.name??c("questions.somebody")};return l`${c("questions.answered",n)} <bdi>“${s.text}”</bdi>
<span class="soft">${Z(this.hass,s.at)}</span>`}default:return c(`questions.${t}`,{at:Z(this.hass,i)})}}get waiting(){return this.questions.filter(t=>t.outcome==="waiting")}stop(){clearInterval(this.timer),this.timer=void 0}async close({question_id:t}){try{await this.api.closeQuestion(t),this.error="",this.changed()}catch(s){this.error=R(this.hass,s)}}};ht.styles=[...$.styles,x`
article {
margin: 8px;
padding: 12px;
border: 1px solid var(--line);
border-radius: var(--round);
background: var(--paper);
overflow-wrap: anywhere;
}
article.waiting {
border-inline-start: 4px solid var(--accent);
}
h3 {
display: flex;
gap: 8px;
margin: 0 0 8px;
font-size: 1em;
unicode-bidi: plaintext;
white-space: pre-wrap;
}
p {
margin: 0 0 4px;
}
ul {
display: flex;
flex-wrap: wrap;
gap: 4px 12px;
list-style: none;
margin: 0;
padding: 0;
}
li button {
padding: 0 8px;
margin-inline-start: -8px;
text-align: start;
color: var(--strong);
}
code {
padding: 2px 6px;
border-radius: 4px;
background: var(--raised);
}
summary {
padding: 12px;
min-height: 44px;
cursor: pointer;
}
`],d([m({attribute:!1})],ht.prototype,"questions",2),d([m({attribute:!1})],ht.prototype,"accounts",2),d([m({attribute:!1})],ht.prototype,"isAdmin",2),d([w()],ht.prototype,"now",2),d([w()],ht.prototype,"error",2);function xn(r){let e=Math.max(0,Math.ceil(r/1e3)),t=[Math.floor(e/3600),Math.floor(e/60)%60,e%60];return(t[0]?t:t.slice(1)).map((i,n)=>n?String(i).padStart(2,"0"):String(i)).join(":")}k("sms-gateway-questions",ht);var kn=300,_n=2,ee,G,ut,pr,ur,Gs,pt=class extends ${constructor(){super(...arguments);g(this,ut);this.text="";this.hits=null;this.next=null;this.error="";this.busy=!1;g(this,ee);g(this,G,0)}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(a(this,ee)),v(this,G,a(this,G)+1)}firstUpdated(){this.renderRoot.querySelector("input")?.focus()}willUpdate(t){t.has("text")&&(clearTimeout(a(this,ee)),v(this,G,a(this,G)+1),this.text.trim().length>=_n?v(this,ee,setTimeout(()=>f(this,ut,Gs).call(this),this.hits?kn:0)):(this.hits=this.next=null,this.error=""))}render(){return l`<div class="box">
<input
type="search"
.value=${this.text}
maxlength="200"
aria-label=${c("search.label")}
placeholder=${c("search.label")}
@input=${t=>this.tell("sms-gateway-search",{text:t.target.value})}
/>
</div>
<p class="soft" role="status">${f(this,ut,pr).call(this)}</p>
${this.error?l`<p class="bad" role="alert">${this.error}</p>`:p}
<ul class="rows">
${this.hits?.map(t=>f(this,ut,ur).call(this,t))}
</ul>
${this.next?l`<button
class="outlined more"
?disabled=${this.busy}
@click=${()=>f(this,ut,Gs).call(this,this.next)}
>
${c("search.more")}
</button>`:p}`}};ee=new WeakMap,G=new WeakMap,ut=new WeakSet,pr=function(){return this.busy?c("loading"):this.hits===null?c("search.hint"):this.hits.length?"":c("search.none")},ur=function({thread_id:t,name:s,number:i,message:n}){let{message_id:o}=n,h={view:"thread",thread:t,message:o},u=lr(n.text,this.text);return l`<li>
<a
href=${Kt(h)}
@click=${b=>{b.preventDefault(),this.navigate({...h,search:this.text})}}
>
<span class="face" aria-hidden="true">
${E(n.direction==="incoming"?"reply":"send")}
</span>
<span class="name"><bdi>${s??i}</bdi></span>
<span class="at soft">${Qe(this.hass,n.at)}</span>
<span class="snippet soft" dir="auto">
${u.map(({text:b,found:T})=>T?l`<mark>${b}</mark>`:b)}
</span>
</a>
</li>`},Gs=async function(t=null){v(this,G,a(this,G)+1);let s=a(this,G);this.busy=!0,this.error="";try{let i=this.text.trim(),n=await this.api.search(i,t?{before:t}:{});for(;!n.hits.length&&n.next&&s===a(this,G);)n=await this.api.search(i,{before:n.next});s===a(this,G)&&(this.hits=t?[...this.hits??[],...n.hits]:n.hits,this.next=n.next)}catch(i){s===a(this,G)&&(this.error=R(this.hass,i))}finally{s===a(this,G)&&(this.busy=!1)}},pt.styles=[C,ss,x`
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
background: var(--strong);
color: #fff;
border-radius: 2px;
}
`],d([m({attribute:!1})],pt.prototype,"text",2),d([w()],pt.prototype,"hits",2),d([w()],pt.prototype,"next",2),d([w()],pt.prototype,"error",2),d([w()],pt.prototype,"busy",2);k("sms-gateway-search",pt);/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var mr={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},fr=r=>(...e)=>({_$litDirective$:r,values:e}),as=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,s){this._$Ct=e,this._$AM=t,this._$Ci=s}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};/**
 * @license
 * Copyright 2020 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var{I:An}=Ai,gr=r=>r;var vr=()=>document.createComment(""),se=(r,e,t)=>{let s=r._$AA.parentNode,i=e===void 0?r._$AB:e._$AA;if(t===void 0){let n=s.insertBefore(vr(),i),o=s.insertBefore(vr(),i);t=new An(n,o,r,r.options)}else{let n=t._$AB.nextSibling,o=t._$AM,h=o!==r;if(h){let u;t._$AQ?.(r),t._$AM=r,t._$AP!==void 0&&(u=r._$AU)!==o._$AU&&t._$AP(u)}if(n!==i||h){let u=t._$AA;for(;u!==n;){let b=gr(u).nextSibling;gr(s).insertBefore(u,i),u=b}}}return t},wt=(r,e,t=r)=>(r._$AI(e,t),r),Tn={},yr=(r,e=Tn)=>r._$AH=e,br=r=>r._$AH,ls=r=>{r._$AR(),r._$AA.remove()};/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var $r=(r,e,t)=>{let s=new Map;for(let i=e;i<=t;i++)s.set(r[i],i);return s},wr=fr(class extends as{constructor(r){if(super(r),r.type!==mr.CHILD)throw Error("repeat() can only be used in text expressions")}dt(r,e,t){let s;t===void 0?t=e:e!==void 0&&(s=e);let i=[],n=[],o=0;for(let h of r)i[o]=s?s(h,o):o,n[o]=t(h,o),o++;return{values:n,keys:i}}render(r,e,t){return this.dt(r,e,t).values}update(r,[e,t,s]){let i=br(r),{values:n,keys:o}=this.dt(e,t,s);if(!Array.isArray(i))return this.ut=o,n;let h=this.ut??(this.ut=[]),u=[],b,T,y=0,_=i.length-1,A=0,P=n.length-1;for(;y<=_&&A<=P;)if(i[y]===null)y++;else if(i[_]===null)_--;else if(h[y]===o[A])u[A]=wt(i[y],n[A]),y++,A++;else if(h[_]===o[P])u[P]=wt(i[_],n[P]),_--,P--;else if(h[y]===o[P])u[P]=wt(i[y],n[P]),se(r,u[P+1],i[y]),y++,P--;else if(h[_]===o[A])u[A]=wt(i[_],n[A]),se(r,i[y],i[_]),_--,A++;else if(b===void 0&&(b=$r(o,A,P),T=$r(h,y,_)),b.has(h[y]))if(b.has(h[_])){let rt=T.get(o[A]),_s=rt!==void 0?i[rt]:null;if(_s===null){let ai=se(r,i[y]);wt(ai,n[A]),u[A]=ai}else u[A]=wt(_s,n[A]),se(r,i[y],_s),i[rt]=null;A++}else ls(i[_]),_--;else ls(i[y]),y++;for(;A<=P;){let rt=se(r,u[P+1]);wt(rt,n[A]),u[A++]=rt}for(;y<=_;){let rt=i[y++];rt!==null&&ls(rt)}return this.ut=o,yr(r,u),at}});function xr(r){let e=r[r.length-1];if(!e)return"";let t=e.state&&Xt(e.state,e.uncertain);return`${t?`${c(`state.${t.word}`)}:`:c("thread.came")} ${e.text}`}var xt,kt,Ut,mt,ie,V,Ys,kr,_r,Ar,Js,cs,ds=class{constructor(e,t,s){g(this,V);this.thread=null;this.messages=[];this.state="loading";g(this,xt,null);g(this,kt,null);g(this,Ut);g(this,mt,0);g(this,ie,new Set);this.api=e,this.threadId=t,this.changed=s,v(this,Ut,f(this,V,Ys).call(this))}close(){a(this,Ut).end(),v(this,mt,a(this,mt)+1)}get hasOlder(){return a(this,xt)!==null}get hasNewer(){let e=this.messages[this.messages.length-1];return e&&a(this,kt)?te(e.position,a(this,kt))<0:!1}async loadOlder(){let e=a(this,xt);e!==null&&await f(this,V,cs).call(this,"older",{before:e},(t,s)=>{this.messages=It(this.messages,t),v(this,xt,s)})}async loadNewer(){let e=this.messages[this.messages.length-1];e&&this.hasNewer&&await f(this,V,cs).call(this,"newer",{around:e.message_id},t=>{this.messages=It(this.messages,t)})}async show(e){this.messages.some(t=>t.message_id===e)||await f(this,V,cs).call(this,"around",{around:e},(t,s)=>{this.messages=It([],t),v(this,xt,s),v(this,mt,a(this,mt)+1),f(this,V,Js).call(this,t)})}showNewest(){v(this,mt,a(this,mt)+1),this.messages=[],a(this,Ut).end(),v(this,Ut,f(this,V,Ys).call(this))}};xt=new WeakMap,kt=new WeakMap,Ut=new WeakMap,mt=new WeakMap,ie=new WeakMap,V=new WeakSet,Ys=function(){return this.api.thread(this.threadId,e=>f(this,V,kr).call(this,e))},kr=function(e){if(e.type==="failed"){this.changed([],e.error);return}if(e.type==="closed"){this.state="closed",this.messages=[],this.thread=null,this.changed([]);return}this.thread=e.thread;let t=this.state==="open";this.state="open",e.type==="snapshot"?f(this,V,_r).call(this,e.messages,e.next,t):f(this,V,Ar).call(this,e.messages),f(this,V,Js).call(this,e.messages),this.changed(t?e.messages:[])},_r=function(e,t,s){let i=It([],e),[n]=i,o=this.messages[this.messages.length-1];n&&o&&te(n.position,o.position)<=0?this.messages=It(this.messages,i):(!o||s&&!this.hasNewer)&&(this.messages=i,v(this,xt,t),v(this,mt,a(this,mt)+(o?1:0)))},Ar=function(e){let t=new Set(this.messages.map(o=>o.message_id)),s=this.hasNewer,i=this.messages[0],n=e.filter(o=>t.has(o.message_id)||!s&&(!i||te(o.position,i.position)>0));this.messages=It(this.messages,n)},Js=function(e){for(let{position:t}of e)(a(this,kt)===null||te(t,a(this,kt))>0)&&v(this,kt,t)},cs=async function(e,t,s){if(a(this,ie).has(e))return;a(this,ie).add(e);let i=a(this,mt);try{let{messages:n,next:o}=await this.api.messages(this.threadId,t);i===a(this,mt)&&(s(n,o),this.changed([]))}finally{a(this,ie).delete(e)}};function En(r){let e=r.filter(t=>t.direction==="incoming").map(t=>Date.parse(t.received_at??t.at));return e.length?new Date(Math.max(...e)+1).toISOString():null}var Te,Ee,hs=class{constructor(e){g(this,Te,"");g(this,Ee);v(this,Ee,e)}async seen({thread:e,messages:t}){let s=e?.unread?En(t):null;s&&s!==a(this,Te)&&(v(this,Te,s),await a(this,Ee).call(this,s))}};Te=new WeakMap,Ee=new WeakMap;var _t,et,At,Se,Nt,re,Me,K,Qs,ps,us,ms=class{constructor(e,t){g(this,K);this.isAtEnd=!0;this.hasOlder=!1;this.hasNewer=!1;g(this,_t,null);g(this,et,null);g(this,At,null);g(this,Se,0);g(this,Nt,new ResizeObserver(()=>a(this,Me).call(this)));g(this,re,null);g(this,Me,()=>{let e=this.box();e&&this.isAtEnd&&!this.hasNewer&&(e.scrollTop=e.scrollHeight)});this.box=t,e.addController(this)}get isNearBegin(){return(this.box()?.scrollTop??400)<400}get isNearEnd(){return a(this,K,Qs)<400}reset(){this.isAtEnd=!0,v(this,_t,v(this,et,v(this,At,null)))}windowed(e){let t=f(this,K,us).call(this,e),s=Math.max(0,t-150);return this.hasOlder=s>0,this.hasNewer=t<e.length,e.slice(s,t)}older(e){let t=f(this,K,us).call(this,e);return t<=150?!1:(v(this,_t,e[Math.max(150,t-50)]?.message_id??null),!0)}newer(e){let t=f(this,K,us).call(this,e);return v(this,_t,e[t+50]?.message_id??null),t<e.length}aim(e,t){let s=e.findIndex(i=>i.message_id===t);v(this,_t,e[Math.max(150,s+150/2)]?.message_id??null),v(this,At,t),this.isAtEnd=!1}note(){let e=this.box()?.scrollTop??0;a(this,K,Qs)<40?this.isAtEnd=!0:e<a(this,Se)&&(this.isAtEnd=!1),v(this,Se,e)}hostDisconnected(){a(this,Nt).disconnect(),v(this,re,null)}hostUpdate(){let e=this.box();if(!e||this.isAtEnd){v(this,et,null);return}let t=e.getBoundingClientRect().top,s=a(this,K,ps).find(n=>n.getBoundingClientRect().bottom>t),i=s?.dataset.id;v(this,et,s&&i?{id:i,top:s.getBoundingClientRect().top}:null)}async settle(){await Promise.all(a(this,K,ps).map(i=>i.updateComplete));let e=this.box();if(!e)return;if(e!==a(this,re)){a(this,Nt).disconnect(),a(this,Nt).observe(e);for(let i of e.children)a(this,Nt).observe(i);v(this,re,e)}let t=i=>a(this,K,ps).find(n=>n.dataset.id===i),s=a(this,At)&&t(a(this,At));if(s)v(this,At,null),s.scrollIntoView({block:"center"});else if(this.isAtEnd)a(this,Me).call(this);else if(a(this,et)){let i=t(a(this,et).id);e.scrollTop+=i?i.getBoundingClientRect().top-a(this,et).top:0}v(this,et,null)}};_t=new WeakMap,et=new WeakMap,At=new WeakMap,Se=new WeakMap,Nt=new WeakMap,re=new WeakMap,Me=new WeakMap,K=new WeakSet,Qs=function(){let e=this.box();return e?e.scrollHeight-e.scrollTop-e.clientHeight:0},ps=function(){return[...this.box()?.querySelectorAll("sms-gateway-bubble")??[]]},us=function(e){let t=e.findIndex(s=>s.message_id===a(this,_t));return t<0?e.length:t};var Tt=class extends ${constructor(){super(...arguments);this.message=null;this.accounts=[];this.threadId=""}updated(t){t.has("message")&&this.dialog.open!==!!this.message&&(this.message?this.dialog.showModal():this.dialog.close())}render(){let t=()=>this.dialog.close();return l`<dialog
aria-label=${c("thread.story")}
@close=${()=>this.tell("sms-gateway-closed",{})}
>
<header>
<h2>${c("thread.story")}</h2>
<button class="icon" aria-label=${c("close")} @click=${t}>${E("close")}</button>
</header>
${this.message?l`<sms-gateway-timeline
.hass=${this.hass}
.api=${this.api}
.accounts=${this.accounts}
.threadId=${this.threadId}
.messageId=${this.message.message_id}
.message=${this.message}
@sms-gateway-navigate=${t}
></sms-gateway-timeline>`:p}
</dialog>`}};Tt.styles=[C,x`
header {
display: flex;
justify-content: space-between;
align-items: center;
margin-block: -8px 8px;
margin-inline-end: -8px;
}
h2 {
margin: 0;
font-size: 16px;
font-weight: 500;
}
`],d([m({attribute:!1})],Tt.prototype,"message",2),d([m({attribute:!1})],Tt.prototype,"accounts",2),d([m({attribute:!1})],Tt.prototype,"threadId",2),d([j("dialog")],Tt.prototype,"dialog",2);k("sms-gateway-story",Tt);var Tr=x`
:host {
display: flex;
flex-direction: column;
min-height: 0;
height: 100%;
position: relative;
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
`;var fs,Er,qt=class extends ${constructor(){super(...arguments);g(this,fs);this.thread=null;this.accounts=[];this.isAdmin=!1}render(){let{thread:t}=this;return l`<header>
<button
class="icon back"
aria-label=${c("back")}
@click=${()=>this.tell("sms-gateway-back",{})}
>
${E("back")}
</button>
<div class="who">
<h1 tabindex="-1"><bdi>${t?.name??t?.number??c("thread.log")}</bdi></h1>
${t?l`<div class="facts">${f(this,fs,Er).call(this,t)}</div>`:p}
</div>
${t&&this.isAdmin?l`<button
class="icon consent"
aria-label=${c("consent.title")}
title=${c("consent.title")}
@click=${()=>this.tell("sms-gateway-consent",{})}
>
${E(t.consent?"blocked":"allowed")}
</button>`:p}
</header>`}async focusName(){await this.updateComplete,this.renderRoot.querySelector("h1")?.focus()}};fs=new WeakSet,Er=function(t){let s=this.accounts.filter(i=>t.accounts.includes(i.entry_id)).map(i=>i.title);return l`${t.name?l`<bdi>${t.number}</bdi>`:c("list.is_stranger")}
<span>${s.map((i,n)=>l`${n?", ":"· "}<bdi>${i}</bdi>`)}</span>`},qt.styles=[C,x`
header {
display: flex;
align-items: center;
gap: 8px;
min-height: var(--header-height, 56px);
padding-inline: 4px 16px;
background: var(--app-header-background-color, var(--accent));
color: var(--app-header-text-color, #fff);
border-block-end: 1px solid var(--line);
}
@container (min-width: 750px) {
header {
padding-inline-start: 16px;
}
header .back {
display: none;
}
}
.who {
flex: 1;
min-width: 0;
}
h1,
.facts {
margin: 0;
overflow: hidden;
text-overflow: ellipsis;
white-space: nowrap;
}
h1 {
font-size: 18px;
font-weight: 500;
line-height: 1.3;
}
h1:focus {
outline: none;
}
.facts {
font-size: 12px;
}
`],d([m({attribute:!1})],qt.prototype,"thread",2),d([m({attribute:!1})],qt.prototype,"accounts",2),d([m({attribute:!1})],qt.prototype,"isAdmin",2);k("sms-gateway-who",qt);var Et=class extends ${constructor(){super(...arguments);this.accounts=[];this.isAdmin=!1}showConsent(){this.consent?.open()}render(){let{hass:t,api:s,accounts:i,thread:n}=this;return l`<sms-gateway-consent
.hass=${t}
.api=${s}
.accounts=${i}
.thread=${n}
.isAdmin=${this.isAdmin}
></sms-gateway-consent>
${n.can_answer?l`<sms-gateway-compose
.hass=${t}
.api=${s}
.accounts=${i}
.thread=${n}
></sms-gateway-compose>`:l`<p class="soft">${c("thread.no_answer")}</p>`}`}};Et.styles=[C,x`
:host {
display: block;
flex: none;
background: var(--paper);
}
p {
margin: 0;
padding: 16px;
text-align: center;
}
`],d([m({attribute:!1})],Et.prototype,"thread",2),d([m({attribute:!1})],Et.prototype,"accounts",2),d([m({attribute:!1})],Et.prototype,"isAdmin",2),d([j("sms-gateway-consent")],Et.prototype,"consent",2);k("sms-gateway-write",Et);var D,ne,jt,Ce,H,S,Sr,Mr,Xs,gs,Cr,Rr,ys,ti,Ft,bs,Re,Lr,Le,vs,He,N=class extends ${constructor(){super(...arguments);g(this,S);this.threadId="";this.messageId=null;this.accounts=[];this.isAdmin=!1;this.row=null;this.story=null;this.error="";this.said="";this.below=0;g(this,D,null);g(this,ne,!1);g(this,jt);g(this,Ce,f(this,S,ti).call(this));g(this,H,new ms(this,()=>this.log));g(this,ys,(t,s)=>{let i=a(this,D);if(i){if(this.error=s===void 0?"":R(this.hass,s),a(this,jt)===void 0&&i.state==="open"){let n=i.thread?.unread??0;v(this,jt,n?ar(i.messages,n):null)}t.length&&!a(this,H).isAtEnd&&(this.below+=t.filter(n=>n.direction==="incoming").length),this.said=xr(t)||this.said,this.requestUpdate()}});g(this,Ft,()=>{let t=a(this,D),s=document.visibilityState==="visible"&&a(this,H).isAtEnd;!t||!s||a(this,S,gs)||(this.below=0,a(this,Ce).seen(t).catch(a(this,He)))});g(this,bs,()=>{a(this,H).note(),a(this,Ft).call(this),a(this,H).isNearBegin?a(this,Re).call(this):a(this,H).isNearEnd&&a(this,S,gs)&&f(this,S,vs).call(this,async t=>{a(this,H).newer(t.messages)||(await t.loadNewer(),a(this,H).newer(t.messages))})});g(this,Re,()=>{f(this,S,vs).call(this,async t=>{a(this,H).older(t.messages)||(await t.loadOlder(),a(this,H).older(t.messages))})});g(this,Le,()=>{this.below=0,a(this,H).reset(),a(this,D)?.hasNewer&&a(this,D).showNewest(),this.requestUpdate()});g(this,He,t=>{this.error=R(this.hass,t)})}connectedCallback(){super.connectedCallback(),document.addEventListener("visibilitychange",a(this,Ft)),this.requestUpdate("threadId")}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener("visibilitychange",a(this,Ft)),a(this,D)?.close(),v(this,D,null)}willUpdate(t){t.has("threadId")&&a(this,D)?.threadId!==this.threadId&&(a(this,D)?.close(),v(this,jt,void 0),this.error=this.said="",v(this,Ce,f(this,S,ti).call(this)),this.story=null,this.below=0,a(this,H).reset(),v(this,ne,!0),v(this,D,new ds(this.api,this.threadId,a(this,ys)))),t.has("messageId")&&this.messageId&&f(this,S,Lr).call(this,this.messageId)}updated(){a(this,ne)&&(v(this,ne,!1),this.renderRoot.querySelector("sms-gateway-who")?.focusName()),a(this,H).settle().then(a(this,Ft))}render(){let t=a(this,D),s=t?.thread??this.row;return l`<sms-gateway-who
.thread=${s}
.accounts=${this.accounts}
.isAdmin=${this.isAdmin}
@sms-gateway-consent=${()=>this.write?.showConsent()}
></sms-gateway-who>
${t?.state==="closed"?l`<p class="empty">${c("no_right")}</p>`:f(this,S,Sr).call(this,s)}
${t?.state==="open"&&s?l`<sms-gateway-write
.hass=${this.hass}
.api=${this.api}
.accounts=${this.accounts}
.thread=${s}
.isAdmin=${this.isAdmin}
@sms-gateway-sent=${a(this,Le)}
></sms-gateway-write>`:p}
<div class="unseen" role="status">${this.said}</div>
<sms-gateway-story
.hass=${this.hass}
.api=${this.api}
.accounts=${this.accounts}
.threadId=${this.threadId}
.message=${this.story&&f(this,S,Rr).call(this,this.story)}
@sms-gateway-closed=${()=>{this.story=null}}
></sms-gateway-story>`}};D=new WeakMap,ne=new WeakMap,jt=new WeakMap,Ce=new WeakMap,H=new WeakMap,S=new WeakSet,Sr=function(t){let s=a(this,D);if(!s||s.state==="loading")return l`<p class="empty soft" role="status">${this.error?"":c("loading")}</p>
${f(this,S,Xs).call(this)}`;let i=a(this,H).windowed(s.messages),o=or(i,u=>Je(this.hass,u)).flatMap(({key:u,at:b,runs:T})=>[{key:u,view:l`<h2><span>${Zi(this.hass,b)}</span></h2>`},...T.flatMap(y=>y.map((_,A)=>({key:_.message_id,view:f(this,S,Mr).call(this,_,t,A===0,_===i[i.length-1])})))]),h=s.hasOlder||a(this,H).hasOlder;return l`<div class="log" tabindex="0" role="log" aria-live="off"
aria-label=${c("thread.log")} @scroll=${a(this,bs)}>
<div class="content">
${h?l`<button class="outlined older" @click=${a(this,Re)}>${c("thread.older")}</button>`:p}
${s.messages.length?p:l`<p class="empty">${c("thread.empty")}</p>`}
${wr(o,({key:u})=>u,({view:u})=>u)}
</div>
</div>
${f(this,S,Xs).call(this)}
${this.below||a(this,S,gs)?l`<button class="filled pill" @click=${a(this,Le)}>
${E("down")} ${this.below?O("thread.new",this.below):c("thread.newest")}
</button>`:p}`},Mr=function(t,s,i,n){return l`${t.message_id===a(this,jt)?l`<h2 class="unread"><span>${c("thread.unread")}</span></h2>`:p}<sms-gateway-bubble
class=${i?"first":""}
data-id=${t.message_id}
.hass=${this.hass}
.message=${t}
.account=${f(this,S,Cr).call(this,t.fallback??t.account)}
.namesAccount=${(s?.accounts.length??0)>1}
.isLast=${n}
.isMarked=${t.message_id===this.messageId}
.threadId=${this.threadId}
@sms-gateway-story=${()=>{this.story=t}}
></sms-gateway-bubble>`},Xs=function(){return this.error?l`<p class="empty bad" role="alert">${this.error}</p>`:p},gs=function(){return a(this,H).hasNewer||!!a(this,D)?.hasNewer},Cr=function(t){return this.accounts.find(s=>s.entry_id===t)??null},Rr=function(t){return(a(this,D)?.messages??[]).find(({message_id:i})=>i===t.message_id)??t},ys=new WeakMap,ti=function(){return new hs(async t=>{let s=this.threadId;await this.api.read(s,t),this.changed({read:s})})},Ft=new WeakMap,bs=new WeakMap,Re=new WeakMap,Lr=async function(t){await this.updateComplete,await f(this,S,vs).call(this,async s=>{await s.show(t),a(this,H).aim(s.messages,t)})},Le=new WeakMap,vs=async function(t){try{a(this,D)&&await t(a(this,D)),this.requestUpdate()}catch(s){a(this,He).call(this,s)}},He=new WeakMap,N.styles=[C,Tr],d([m({attribute:!1})],N.prototype,"threadId",2),d([m({attribute:!1})],N.prototype,"messageId",2),d([m({attribute:!1})],N.prototype,"accounts",2),d([m({attribute:!1})],N.prototype,"isAdmin",2),d([m({attribute:!1})],N.prototype,"row",2),d([w()],N.prototype,"story",2),d([w()],N.prototype,"error",2),d([w()],N.prototype,"said",2),d([w()],N.prototype,"below",2),d([j("sms-gateway-write")],N.prototype,"write",2),d([j(".log")],N.prototype,"log",2);k("sms-gateway-thread",N);var Sn=["undelivered","rejected","expired"],Hr=["accepted","sent"];function Pr(r){let{message:e}=r;return e.direction==="incoming"?Mn(e):Cn(r)}function ei(r){return r.direction==="outgoing"&&!r.can_cancel&&r.state!=="sending"}function Mn(r){let e={kind:"said",at:r.at},t={kind:"received",at:r.received_at??r.at};return r.late?[e,t]:[t]}function Cn({message:r,attempts:e,reports:t}){let s=r.state??"queued",i=[{kind:r.automatic?"automatic":"asked",at:r.at}],{fallback:n,accepted_at:o}=r,h=b=>n?{kind:"handed_over",at:b,account:n}:{kind:"accepted",at:b};for(let{at:b,state:T,error:y}of e){let _=Hr.includes(T)||T==="delivered";i.push(_?h(b):{kind:"tried",at:b,said:y,isBad:!0})}return!i.some(({kind:b})=>b==="accepted"||b==="handed_over")&&(o||n)&&i.push(h(o??null)),r.uncertain&&i.push({kind:"uncertain",at:null}),[...i,Rn(r,s,t)]}function Rn(r,e,t){return e==="delivered"?{kind:"delivered",at:r.delivered_at??null}:Sn.includes(e)?{kind:e,at:null,said:r.error??null,isBad:!0}:e==="cancelled"?{kind:"cancelled",at:null}:Hr.includes(e)?{kind:t?"report_awaited":"no_report",at:null}:{kind:"waiting",at:null,said:r.error??null}}var Y=class extends ${constructor(){super(...arguments);this.messageId="";this.message=null;this.accounts=[];this.threadId=null;this.story=null;this.isBusy=!1;this.error="";this.through=null;this.clientId=Jt();this.asked=0;this.cancel=()=>this.act(async()=>{let{cancelled:t}=await this.api.cancel(this.messageId);this.error=t?"":c("timeline.too_late")})}willUpdate(t){t.has("messageId")?(this.story=null,this.error="",this.clientId=Jt(),this.load()):t.has("message")&&t.get("message")!==this.message&&this.load()}render(){let{story:t}=this;return t?l`
<ol>
${Pr(t).map(s=>this.renderStep(s))}
</ol>
${this.renderFacts(t.message)} ${this.renderLinks(t)}
${this.error?l`<p role="alert" class="bad">${this.error}</p>`:p}
${this.renderActions(t)}
`:l`<p role="status" class=${this.error?"bad":"soft"}>
${this.error||c("timeline.loading")}
</p>`}renderStep(t){let s=t.account&&this.titleOf(t.account),i=t.isBad?"bad":t.at||t.kind==="cancelled"?"":"open",n={account:s||"",gateway:this.gateway};return l`<li class=${i}>
${c(`timeline.step.${t.kind}`,n)}
${t.at?l`<time class="soft" datetime=${t.at}>${Z(this.hass,t.at)}</time>`:p}
${t.said?l`<q class="soft">${t.said}</q>`:p}
</li>`}renderFacts(t){let s=this.account(t.account),i=s?Gt(s):"",n=t.cost==null?null:F(this.hass,t.cost,i),o=[["account",s?.title],["by",t.by],["tag",t.tag],["parts",String(t.parts)],["cost",n],["from",t.sender],["to",t.to],["shortened",t.truncated?c("timeline.yes"):null],["incomplete",t.complete===!1?c("timeline.yes"):null]];return l`<dl>
${o.filter(([,h])=>h).map(([h,u])=>l`<dt class="soft">${c(`timeline.fact.${h}`)}</dt>
<dd dir="auto">${u}</dd>`)}
</dl>`}renderLinks({message:t,resent:s}){let i=(n,o)=>l`<a href="#" @click=${h=>this.goTo(h,n)}>${c(o)}</a><br />`;return l`
${t.resend_of?i(t.resend_of,"timeline.original"):p}
${s.map(n=>i(n,"timeline.resent"))}
${t.answers?i(t.answers.message_id,"timeline.answered"):p}
`}renderActions({message:t}){let s=this.accounts.filter(o=>o.can_write),i=s.some(o=>o.entry_id===t.account);if(!s.length||t.direction==="incoming")return p;let n=this.through??(i?t.account:s[0]?.entry_id);return l`<div class="actions">
${t.can_cancel&&i?l`<button class="danger" ?disabled=${this.isBusy} @click=${this.cancel}>
${c("timeline.cancel")}
</button>`:p}
${ei(t)?l`<button
class="outlined"
?disabled=${this.isBusy}
@click=${()=>this.resend(n)}
>
${c("timeline.resend")}
</button>`:p}
${ei(t)&&s.length>1?l`<select
aria-label=${c("compose.account")}
@change=${o=>{this.through=o.target.value}}
>
${s.map(o=>l`<option value=${o.entry_id} ?selected=${o.entry_id===n}>
${o.title}
</option>`)}
</select>`:p}
</div>`}account(t){return this.accounts.find(s=>s.entry_id===t)}titleOf(t){return this.account(t)?.title??c("timeline.other_account")}get gateway(){let t=this.story?.message;return t&&this.account(t.account)?.gateway||c("timeline.the_gateway")}async load(){this.asked+=1;let{asked:t}=this;try{let s=await this.api.story(this.messageId);t===this.asked&&(this.story=s)}catch(s){t===this.asked&&(this.error=R(this.hass,s))}}goTo(t,s){t.preventDefault(),this.threadId&&this.navigate({view:"thread",thread:this.threadId,message:s})}resend(t){return this.act(async()=>{await this.api.resend(this.messageId,this.clientId,t),this.clientId=Jt()})}async act(t){if(!this.isBusy){this.isBusy=!0,this.error="";try{await t(),this.changed(),await this.load()}catch(s){this.error=R(this.hass,s)}finally{this.isBusy=!1}}}};Y.styles=[...$.styles,x`
:host {
display: block;
}
ol {
list-style: none;
margin: 0;
padding: 0;
}
li {
position: relative;
padding: 0 0 12px;
padding-inline-start: 24px;
overflow-wrap: anywhere;
}
li::before {
content: "";
position: absolute;
inset-block-start: 6px;
inset-inline-start: 4px;
width: 10px;
height: 10px;
border-radius: 50%;
background: var(--accent);
}
li.bad::before {
background: var(--bad);
border-radius: 2px;
}
li.open::before {
background: none;
box-shadow: inset 0 0 0 2px var(--soft);
}
li:not(:last-child)::after {
content: "";
position: absolute;
inset-block: 18px -4px;
inset-inline-start: 8px;
width: 2px;
background: var(--line);
}
q {
quotes: none;
display: block;
unicode-bidi: plaintext;
}
dl {
display: grid;
grid-template-columns: auto 1fr;
gap: 2px 16px;
margin: 0 0 12px;
}
dd {
margin: 0;
overflow-wrap: anywhere;
}
.actions {
display: flex;
flex-wrap: wrap;
gap: 8px;
}
a {
display: inline-block;
min-height: 24px;
}
`],d([m({attribute:!1})],Y.prototype,"messageId",2),d([m({attribute:!1})],Y.prototype,"message",2),d([m({attribute:!1})],Y.prototype,"accounts",2),d([m({attribute:!1})],Y.prototype,"threadId",2),d([w()],Y.prototype,"story",2),d([w()],Y.prototype,"isBusy",2),d([w()],Y.prototype,"error",2);k("sms-gateway-timeline",Y);var I,Or,Vr,Dr,Ir,Ur,$s,ws,xs,st=class st extends ${constructor(){super(...arguments);g(this,I);this.account=null;this.namesAccount=!1;this.isMarked=!1;this.threadId="";this.isLast=!1;g(this,ws,t=>{let i={ArrowUp:"previousElementSibling",ArrowDown:"nextElementSibling"}[t.key],n=i?this[i]:null;for(;n&&!(n instanceof st);)n=n[i];n&&(t.preventDefault(),n.focus())});g(this,xs,t=>{(!window.getSelection()?.toString()||t.detail===0)&&this.tell("sms-gateway-story",{message:this.message})})}focus(){this.renderRoot.querySelector(".foot")?.focus()}render(){let{message:t}=this,s=["bubble",t.direction,t.state,this.isMarked&&"marked"];return l`<div
class=${s.filter(Boolean).join(" ")}
@click=${a(this,xs)}
@keydown=${a(this,ws)}
>
${t.answers?f(this,I,Or).call(this,t.answers):p}
${t.text?l`<p class="text" dir="auto">${t.text}</p>`:p}
${t.media?.map(i=>f(this,I,Vr).call(this,i))}
${t.error?l`<p class="why" dir="auto">${t.error}</p>`:p}
${f(this,I,Dr).call(this).map(i=>l`<p class="note soft">${i}</p>`)}
<button class="foot" tabindex=${a(this,I,$s)} aria-haspopup="dialog" title=${Z(this.hass,t.at)}>
${f(this,I,Ir).call(this)}<span class="unseen">${c("thread.story")}</span>
</button>
</div>`}};I=new WeakSet,Or=function({message_id:t,snippet:s}){let i=n=>{n.stopPropagation(),this.navigate({view:"thread",thread:this.threadId,message:t})};return l`<button class="quote soft" tabindex=${a(this,I,$s)} @click=${i}>
<span class="unseen">${c("thread.answers")}</span>
<bdi>${s}</bdi>
</button>`},Vr=function({address:t,media_type:s}){let i=c("thread.picture",{type:s??"?"}),n=o=>o.stopPropagation();return l`<p class="note">
${E("picture")}
${/^https?:\/\//i.test(t)?l`<a href=${t} tabindex=${a(this,I,$s)} target="_blank" rel="noopener noreferrer" @click=${n}>
${i}
</a>`:i}
</p>`},Dr=function(){let{message:t}=this;return[t.complete===!1&&c("thread.incomplete"),t.late&&t.received_at&&c("thread.late",{at:Z(this.hass,t.received_at)}),t.truncated&&c("thread.truncated"),t.resend_of&&c("thread.resent"),t.automatic&&c("thread.automatic")].filter(i=>typeof i=="string")},Ir=function(){let{message:t,account:s}=this,{state:i,uncertain:n,cost:o}=t,h=i&&Xt(i,n,s?.reports);return l`<span>${xe(this.hass,t.at)}</span>
${h?l`<span class="state ${h.kind}">
${E(h.icon)} ${c(`state.${h.word}`)}
</span>`:p}
${t.by?l`<bdi>${c("thread.by",{name:t.by})}</bdi>`:p}
${this.namesAccount&&s?l`<bdi>${s.title}</bdi>`:p}
${t.tag?l`<bdi>#${t.tag}</bdi>`:p}
${t.parts>1?l`<span>${O("thread.parts",t.parts)}</span>`:p}
${o!=null?l`<bdi>${f(this,I,Ur).call(this,o)}</bdi>`:p}`},Ur=function(t){let i=this.account?.balance?.currency;return i?F(this.hass,t,i):c("thread.credits",{cost:F(this.hass,t)})},$s=function(){return this.isLast?0:-1},ws=new WeakMap,xs=new WeakMap,st.styles=[C,x`
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
`],d([m({attribute:!1})],st.prototype,"message",2),d([m({attribute:!1})],st.prototype,"account",2),d([m({type:Boolean})],st.prototype,"namesAccount",2),d([m({type:Boolean})],st.prototype,"isMarked",2),d([m({attribute:!1})],st.prototype,"threadId",2),d([m({type:Boolean})],st.prototype,"isLast",2);var si=st;k("sms-gateway-bubble",si);var U,it,oe,ae,M,ii,Pe,Nr,qr,ri,jr,ks,Oe,Ve,De,ni,oi,J=class extends ${constructor(){super(...arguments);g(this,M);this.narrow=!1;this.route=null;this.panel=null;this.hasStrings=!1;this.isOffline=!1;this.error="";g(this,U,new Ze(this));g(this,it,null);g(this,oe,null);g(this,ae,"");g(this,ks,()=>{this.dispatchEvent(new CustomEvent("hass-toggle-menu",{bubbles:!0,composed:!0}))});g(this,Oe,()=>{let t=window.visualViewport?.height??window.innerHeight,s=window.innerHeight-t>dr;this.style.setProperty("--page-height",s?`${t}px`:""),s&&window.scrollTo(0,0)});g(this,Ve,()=>{this.isOffline=!1,this.hasStrings||f(this,M,oi).call(this)});g(this,De,()=>{this.isOffline=!0})}connectedCallback(){super.connectedCallback(),window.visualViewport?.addEventListener("resize",a(this,Oe)),this.requestUpdate("hass")}disconnectedCallback(){super.disconnectedCallback(),window.visualViewport?.removeEventListener("resize",a(this,Oe)),f(this,M,ni).call(this)}willUpdate(t){a(this,U).told=this.route;let{connection:s}=this.hass;this.isConnected&&this.api?.connection!==s&&(f(this,M,ni).call(this),this.api=new We(s)),this.isConnected&&!a(this,it)&&(this.isOffline=!s.connected,s.addEventListener("ready",a(this,Ve)),s.addEventListener("disconnected",a(this,De)),v(this,it,new os(this.api,n=>{this.error=n===void 0?"":R(this.hass,n),this.requestUpdate()}))),t.has("hass")&&a(this,ae)!==this.hass.language&&f(this,M,oi).call(this);let{view:i}=a(this,U).route;(i==="list"||i==="thread")&&a(this,it)?.filter(a(this,U).filters)}render(){let t=a(this,it);if(!this.hasStrings||!t)return p;let s=a(this,U).route;return l`<div
class="page ${s.view==="list"||s.view==="search"?"at-list":"at-main"}"
@sms-gateway-navigate=${i=>a(this,U).go(i.detail.route)}
@sms-gateway-changed=${i=>i.detail.read&&t.noteRead(i.detail.read)}
@sms-gateway-more=${()=>t.loadMore()}
@sms-gateway-back=${a(this,U).back}
@sms-gateway-search=${i=>a(this,U).go({view:"search",search:i.detail.text},!0)}
>
<sms-gateway-banners
.isOffline=${this.isOffline}
.isOutdated=${a(this,M,jr)}
.error=${this.error}
></sms-gateway-banners>
${t.state==="closed"?l`${f(this,M,ii).call(this)}
<p class="empty">${c("no_right")}</p>`:l`<div class="panes">
<section class="list">${f(this,M,ii).call(this)}${f(this,M,Nr).call(this,t,s)}</section>
<main class="main">${f(this,M,qr).call(this,t,s)}</main>
</div>`}
</div>`}updated(){let{route:t}=a(this,U),s=a(this,oe)?.view==="thread"?a(this,oe).thread:null;s&&t.view==="list"&&this.renderRoot.querySelector("sms-gateway-list")?.focusOn(s),v(this,oe,t)}};U=new WeakMap,it=new WeakMap,oe=new WeakMap,ae=new WeakMap,M=new WeakSet,ii=function(){let t=(this.narrow||this.hass.dockedSidebar==="always_hidden")&&!this.hass.kioskMode,{search:s,route:i}=a(this,U),n=i.view==="thread"?{view:"thread",thread:i.thread}:{view:"list"};return l`<header>
${t?l`<button class="icon" aria-label=${c("menu")} @click=${a(this,ks)}>
${E("menu")}
</button>`:p}
<h1>${c("title")}</h1>
${s===void 0?f(this,M,Pe).call(this,"search","search.title",{view:"search",search:""}):f(this,M,Pe).call(this,"close","search.close",n)}
${f(this,M,Pe).call(this,"figures","figures.title",{view:"figures"})}
${a(this,it)?.accounts.some(o=>o.can_write)?f(this,M,Pe).call(this,"write","new.title",{view:"new"}):p}
</header>`},Pe=function(t,s,i){return l`<button
class="icon"
aria-label=${c(s)}
title=${c(s)}
@click=${()=>a(this,U).go(i)}
>
${E(t)}
</button>`},Nr=function(t,s){let{hass:i,api:n}=this,o=s.view==="thread"?s.thread:null,h=a(this,U).search;return h!==void 0?l`<div class="scroll">
<sms-gateway-search
.hass=${i}
.api=${n}
.text=${h}
></sms-gateway-search>
</div>`:l`<div class="scroll">
<sms-gateway-health .hass=${i} .accounts=${t.accounts}></sms-gateway-health>
<sms-gateway-questions
.hass=${i}
.api=${n}
.accounts=${t.accounts}
.questions=${t.questions}
.isAdmin=${t.isAdmin}
></sms-gateway-questions>
<sms-gateway-list
.hass=${i}
.api=${n}
.accounts=${t.accounts}
.threads=${t.state==="loading"?null:t.threads}
.hasMore=${t.hasMore}
.filters=${a(this,U).filters}
.selected=${o}
></sms-gateway-list>
</div>`},qr=function(t,s){let{hass:i,api:n}=this,{accounts:o,isAdmin:h}=t;switch(s.view){case"thread":return l`<sms-gateway-thread
.hass=${i}
.api=${n}
.accounts=${o}
.isAdmin=${h}
.row=${t.find(s.thread)}
.threadId=${s.thread}
.messageId=${s.message??null}
></sms-gateway-thread>`;case"new":return l`${f(this,M,ri).call(this,"new.title")}
<div class="scroll">
<sms-gateway-new
.hass=${i}
.api=${n}
.accounts=${o}
.threads=${t.threads??[]}
></sms-gateway-new>
</div>`;case"figures":return l`${f(this,M,ri).call(this,"figures.title")}
<div class="scroll">
<sms-gateway-figures .hass=${i} .api=${n} .accounts=${o}>
</sms-gateway-figures>
</div>`;default:return l`<p class="empty soft">${c("choose")}</p>`}},ri=function(t){return l`<header>
<button class="icon back" aria-label=${c("back")} @click=${a(this,U).back}>${E("back")}</button>
<h1>${c(t)}</h1>
</header>`},jr=function(){let t=this.panel?.config?._panel_custom?.module_url,s=i=>new URL(i,location.href).searchParams.get("v");return!!t&&s(t)!==s(import.meta.url)},ks=new WeakMap,Oe=new WeakMap,Ve=new WeakMap,De=new WeakMap,ni=function(){a(this,it)?.close(),v(this,it,null),this.api?.connection.removeEventListener("ready",a(this,Ve)),this.api?.connection.removeEventListener("disconnected",a(this,De))},oi=async function(){let{language:t}=this.hass;v(this,ae,t);try{await Vi(this.hass),this.hasStrings=!0}catch{v(this,ae,"")}this.requestUpdate()},J.styles=[C,hr],d([m({attribute:!1,hasChanged:Li})],J.prototype,"hass",2),d([m({type:Boolean})],J.prototype,"narrow",2),d([m({attribute:!1})],J.prototype,"route",2),d([m({attribute:!1})],J.prototype,"panel",2),d([w()],J.prototype,"hasStrings",2),d([w()],J.prototype,"isOffline",2),d([w()],J.prototype,"error",2);k("sms-gateway-panel",J);export{J as Panel};
