var Ve=Object.defineProperty;var Re=Object.getOwnPropertyDescriptor;var Ut=r=>{throw TypeError(r)};var p=(r,t,e,s)=>{for(var i=s>1?void 0:s?Re(t,e):t,n=r.length-1,o;n>=0;n--)(o=r[n])&&(i=(s?o(t,e,i):o(i))||i);return s&&i&&Ve(t,e,i),i};var bt=(r,t,e)=>t.has(r)||Ut("Cannot "+e);var f=(r,t,e)=>(bt(r,t,"read from private field"),e?e.call(r):t.get(r)),L=(r,t,e)=>t.has(r)?Ut("Cannot add the same private member more than once"):t instanceof WeakSet?t.add(r):t.set(r,e),$=(r,t,e,s)=>(bt(r,t,"write to private field"),s?s.call(r,e):t.set(r,e),e),ct=(r,t,e)=>(bt(r,t,"access private method"),e);/**
 * @license
 * Copyright 2019 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var lt=globalThis,dt=lt.ShadowRoot&&(lt.ShadyCSS===void 0||lt.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,$t=Symbol(),Dt=new WeakMap,W=class{constructor(t,e,s){if(this._$cssResult$=!0,s!==$t)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t,this.t=e}get styleSheet(){let t=this.o,e=this.t;if(dt&&t===void 0){let s=e!==void 0&&e.length===1;s&&(t=Dt.get(e)),t===void 0&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),s&&Dt.set(e,t))}return t}toString(){return this.cssText}},Nt=r=>new W(typeof r=="string"?r:r+"",void 0,$t),H=(r,...t)=>{let e=r.length===1?r[0]:t.reduce((s,i,n)=>s+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(i)+r[n+1],r[0]);return new W(e,r,$t)},It=(r,t)=>{if(dt)r.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let e of t){let s=document.createElement("style"),i=lt.litNonce;i!==void 0&&s.setAttribute("nonce",i),s.textContent=e.cssText,r.appendChild(s)}},wt=dt?r=>r:r=>r instanceof CSSStyleSheet?(t=>{let e="";for(let s of t.cssRules)e+=s.cssText;return Nt(e)})(r):r;/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var{is:Oe,defineProperty:Ue,getOwnPropertyDescriptor:De,getOwnPropertyNames:Ne,getOwnPropertySymbols:Ie,getPrototypeOf:je}=Object,M=globalThis,jt=M.trustedTypes,Fe=jt?jt.emptyScript:"",ze=M.reactiveElementPolyfillSupport,K=(r,t)=>r,J={toAttribute(r,t){switch(t){case Boolean:r=r?Fe:null;break;case Object:case Array:r=r==null?r:JSON.stringify(r)}return r},fromAttribute(r,t){let e=r;switch(t){case Boolean:e=r!==null;break;case Number:e=r===null?null:Number(r);break;case Object:case Array:try{e=JSON.parse(r)}catch{e=null}}return e}},ht=(r,t)=>!Oe(r,t),Ft={attribute:!0,type:String,converter:J,reflect:!1,useDefault:!1,hasChanged:ht};Symbol.metadata??(Symbol.metadata=Symbol("metadata")),M.litPropertyMetadata??(M.litPropertyMetadata=new WeakMap);var S=class extends HTMLElement{static addInitializer(t){this._$Ei(),(this.l??(this.l=[])).push(t)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(t,e=Ft){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(t)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(t,e),!e.noAccessor){let s=Symbol(),i=this.getPropertyDescriptor(t,s,e);i!==void 0&&Ue(this.prototype,t,i)}}static getPropertyDescriptor(t,e,s){let{get:i,set:n}=De(this.prototype,t)??{get(){return this[e]},set(o){this[e]=o}};return{get:i,set(o){let a=i?.call(this);n?.call(this,o),this.requestUpdate(t,a,s)},configurable:!0,enumerable:!0}}static getPropertyOptions(t){return this.elementProperties.get(t)??Ft}static _$Ei(){if(this.hasOwnProperty(K("elementProperties")))return;let t=je(this);t.finalize(),t.l!==void 0&&(this.l=[...t.l]),this.elementProperties=new Map(t.elementProperties)}static finalize(){if(this.hasOwnProperty(K("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(K("properties"))){let e=this.properties,s=[...Ne(e),...Ie(e)];for(let i of s)this.createProperty(i,e[i])}let t=this[Symbol.metadata];if(t!==null){let e=litPropertyMetadata.get(t);if(e!==void 0)for(let[s,i]of e)this.elementProperties.set(s,i)}this._$Eh=new Map;for(let[e,s]of this.elementProperties){let i=this._$Eu(e,s);i!==void 0&&this._$Eh.set(i,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(t){let e=[];if(Array.isArray(t)){let s=new Set(t.flat(1/0).reverse());for(let i of s)e.unshift(wt(i))}else t!==void 0&&e.push(wt(t));return e}static _$Eu(t,e){let s=e.attribute;return s===!1?void 0:typeof s=="string"?s:typeof t=="string"?t.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(t=>this.enableUpdating=t),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(t=>t(this))}addController(t){(this._$EO??(this._$EO=new Set)).add(t),this.renderRoot!==void 0&&this.isConnected&&t.hostConnected?.()}removeController(t){this._$EO?.delete(t)}_$E_(){let t=new Map,e=this.constructor.elementProperties;for(let s of e.keys())this.hasOwnProperty(s)&&(t.set(s,this[s]),delete this[s]);t.size>0&&(this._$Ep=t)}createRenderRoot(){let t=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return It(t,this.constructor.elementStyles),t}connectedCallback(){this.renderRoot??(this.renderRoot=this.createRenderRoot()),this.enableUpdating(!0),this._$EO?.forEach(t=>t.hostConnected?.())}enableUpdating(t){}disconnectedCallback(){this._$EO?.forEach(t=>t.hostDisconnected?.())}attributeChangedCallback(t,e,s){this._$AK(t,s)}_$ET(t,e){let s=this.constructor.elementProperties.get(t),i=this.constructor._$Eu(t,s);if(i!==void 0&&s.reflect===!0){let n=(s.converter?.toAttribute!==void 0?s.converter:J).toAttribute(e,s.type);this._$Em=t,n==null?this.removeAttribute(i):this.setAttribute(i,n),this._$Em=null}}_$AK(t,e){let s=this.constructor,i=s._$Eh.get(t);if(i!==void 0&&this._$Em!==i){let n=s.getPropertyOptions(i),o=typeof n.converter=="function"?{fromAttribute:n.converter}:n.converter?.fromAttribute!==void 0?n.converter:J;this._$Em=i;let a=o.fromAttribute(e,n.type);this[i]=a??this._$Ej?.get(i)??a,this._$Em=null}}requestUpdate(t,e,s,i=!1,n){if(t!==void 0){let o=this.constructor;if(i===!1&&(n=this[t]),s??(s=o.getPropertyOptions(t)),!((s.hasChanged??ht)(n,e)||s.useDefault&&s.reflect&&n===this._$Ej?.get(t)&&!this.hasAttribute(o._$Eu(t,s))))return;this.C(t,e,s)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(t,e,{useDefault:s,reflect:i,wrapped:n},o){s&&!(this._$Ej??(this._$Ej=new Map)).has(t)&&(this._$Ej.set(t,o??e??this[t]),n!==!0||o!==void 0)||(this._$AL.has(t)||(this.hasUpdated||s||(e=void 0),this._$AL.set(t,e)),i===!0&&this._$Em!==t&&(this._$Eq??(this._$Eq=new Set)).add(t))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let t=this.scheduleUpdate();return t!=null&&await t,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??(this.renderRoot=this.createRenderRoot()),this._$Ep){for(let[i,n]of this._$Ep)this[i]=n;this._$Ep=void 0}let s=this.constructor.elementProperties;if(s.size>0)for(let[i,n]of s){let{wrapped:o}=n,a=this[i];o!==!0||this._$AL.has(i)||a===void 0||this.C(i,void 0,n,a)}}let t=!1,e=this._$AL;try{t=this.shouldUpdate(e),t?(this.willUpdate(e),this._$EO?.forEach(s=>s.hostUpdate?.()),this.update(e)):this._$EM()}catch(s){throw t=!1,this._$EM(),s}t&&this._$AE(e)}willUpdate(t){}_$AE(t){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(t)),this.updated(t)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(t){return!0}update(t){this._$Eq&&(this._$Eq=this._$Eq.forEach(e=>this._$ET(e,this[e]))),this._$EM()}updated(t){}firstUpdated(t){}};S.elementStyles=[],S.shadowRootOptions={mode:"open"},S[K("elementProperties")]=new Map,S[K("finalized")]=new Map,ze?.({ReactiveElement:S}),(M.reactiveElementVersions??(M.reactiveElementVersions=[])).push("2.1.2");/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var G=globalThis,zt=r=>r,pt=G.trustedTypes,Bt=pt?pt.createPolicy("lit-html",{createHTML:r=>r}):void 0,Yt="$lit$",T=`lit$${Math.random().toFixed(9).slice(2)}$`,Gt="?"+T,Be=`<${Gt}>`,O=document,X=()=>O.createComment(""),Q=r=>r===null||typeof r!="object"&&typeof r!="function",St=Array.isArray,Ze=r=>St(r)||typeof r?.[Symbol.iterator]=="function",xt=`[ 	
\f\r]`,Y=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Zt=/-->/g,qt=/>/g,V=RegExp(`>|${xt}(?:([^\\s"'>=/]+)(${xt}*=${xt}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Wt=/'/g,Kt=/"/g,Xt=/^(?:script|style|textarea|title)$/i,Et=r=>(t,...e)=>({_$litType$:r,strings:t,values:e}),h=Et(1),Qt=Et(2),gs=Et(3),U=Symbol.for("lit-noChange"),l=Symbol.for("lit-nothing"),Jt=new WeakMap,R=O.createTreeWalker(O,129);function te(r,t){if(!St(r)||!r.hasOwnProperty("raw"))throw Error("invalid template strings array");return Bt!==void 0?Bt.createHTML(t):t}var qe=(r,t)=>{let e=r.length-1,s=[],i,n=t===2?"<svg>":t===3?"<math>":"",o=Y;for(let a=0;a<e;a++){let c=r[a],u,g,m=-1,C=0;for(;C<c.length&&(o.lastIndex=C,g=o.exec(c),g!==null);)C=o.lastIndex,o===Y?g[1]==="!--"?o=Zt:g[1]!==void 0?o=qt:g[2]!==void 0?(Xt.test(g[2])&&(i=RegExp("</"+g[2],"g")),o=V):g[3]!==void 0&&(o=V):o===V?g[0]===">"?(o=i??Y,m=-1):g[1]===void 0?m=-2:(m=o.lastIndex-g[2].length,u=g[1],o=g[3]===void 0?V:g[3]==='"'?Kt:Wt):o===Kt||o===Wt?o=V:o===Zt||o===qt?o=Y:(o=V,i=void 0);let E=o===V&&r[a+1].startsWith("/>")?" ":"";n+=o===Y?c+Be:m>=0?(s.push(u),c.slice(0,m)+Yt+c.slice(m)+T+E):c+T+(m===-2?a:E)}return[te(r,n+(r[e]||"<?>")+(t===2?"</svg>":t===3?"</math>":"")),s]},tt=class r{constructor({strings:t,_$litType$:e},s){let i;this.parts=[];let n=0,o=0,a=t.length-1,c=this.parts,[u,g]=qe(t,e);if(this.el=r.createElement(u,s),R.currentNode=this.el.content,e===2||e===3){let m=this.el.content.firstChild;m.replaceWith(...m.childNodes)}for(;(i=R.nextNode())!==null&&c.length<a;){if(i.nodeType===1){if(i.hasAttributes())for(let m of i.getAttributeNames())if(m.endsWith(Yt)){let C=g[o++],E=i.getAttribute(m).split(T),at=/([.?@])?(.*)/.exec(C);c.push({type:1,index:n,name:at[2],strings:E,ctor:at[1]==="."?At:at[1]==="?"?Ct:at[1]==="@"?Lt:z}),i.removeAttribute(m)}else m.startsWith(T)&&(c.push({type:6,index:n}),i.removeAttribute(m));if(Xt.test(i.tagName)){let m=i.textContent.split(T),C=m.length-1;if(C>0){i.textContent=pt?pt.emptyScript:"";for(let E=0;E<C;E++)i.append(m[E],X()),R.nextNode(),c.push({type:2,index:++n});i.append(m[C],X())}}}else if(i.nodeType===8)if(i.data===Gt)c.push({type:2,index:n});else{let m=-1;for(;(m=i.data.indexOf(T,m+1))!==-1;)c.push({type:7,index:n}),m+=T.length-1}n++}}static createElement(t,e){let s=O.createElement("template");return s.innerHTML=t,s}};function F(r,t,e=r,s){if(t===U)return t;let i=s!==void 0?e._$Co?.[s]:e._$Cl,n=Q(t)?void 0:t._$litDirective$;return i?.constructor!==n&&(i?._$AO?.(!1),n===void 0?i=void 0:(i=new n(r),i._$AT(r,e,s)),s!==void 0?(e._$Co??(e._$Co=[]))[s]=i:e._$Cl=i),i!==void 0&&(t=F(r,i._$AS(r,t.values),i,s)),t}var _t=class{constructor(t,e){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(t){let{el:{content:e},parts:s}=this._$AD,i=(t?.creationScope??O).importNode(e,!0);R.currentNode=i;let n=R.nextNode(),o=0,a=0,c=s[0];for(;c!==void 0;){if(o===c.index){let u;c.type===2?u=new et(n,n.nextSibling,this,t):c.type===1?u=new c.ctor(n,c.name,c.strings,this,t):c.type===6&&(u=new Ht(n,this,t)),this._$AV.push(u),c=s[++a]}o!==c?.index&&(n=R.nextNode(),o++)}return R.currentNode=O,i}p(t){let e=0;for(let s of this._$AV)s!==void 0&&(s.strings!==void 0?(s._$AI(t,s,e),e+=s.strings.length-2):s._$AI(t[e])),e++}},et=class r{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(t,e,s,i){this.type=2,this._$AH=l,this._$AN=void 0,this._$AA=t,this._$AB=e,this._$AM=s,this.options=i,this._$Cv=i?.isConnected??!0}get parentNode(){let t=this._$AA.parentNode,e=this._$AM;return e!==void 0&&t?.nodeType===11&&(t=e.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(t,e=this){t=F(this,t,e),Q(t)?t===l||t==null||t===""?(this._$AH!==l&&this._$AR(),this._$AH=l):t!==this._$AH&&t!==U&&this._(t):t._$litType$!==void 0?this.$(t):t.nodeType!==void 0?this.T(t):Ze(t)?this.k(t):this._(t)}O(t){return this._$AA.parentNode.insertBefore(t,this._$AB)}T(t){this._$AH!==t&&(this._$AR(),this._$AH=this.O(t))}_(t){this._$AH!==l&&Q(this._$AH)?this._$AA.nextSibling.data=t:this.T(O.createTextNode(t)),this._$AH=t}$(t){let{values:e,_$litType$:s}=t,i=typeof s=="number"?this._$AC(t):(s.el===void 0&&(s.el=tt.createElement(te(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===i)this._$AH.p(e);else{let n=new _t(i,this),o=n.u(this.options);n.p(e),this.T(o),this._$AH=n}}_$AC(t){let e=Jt.get(t.strings);return e===void 0&&Jt.set(t.strings,e=new tt(t)),e}k(t){St(this._$AH)||(this._$AH=[],this._$AR());let e=this._$AH,s,i=0;for(let n of t)i===e.length?e.push(s=new r(this.O(X()),this.O(X()),this,this.options)):s=e[i],s._$AI(n),i++;i<e.length&&(this._$AR(s&&s._$AB.nextSibling,i),e.length=i)}_$AR(t=this._$AA.nextSibling,e){for(this._$AP?.(!1,!0,e);t!==this._$AB;){let s=zt(t).nextSibling;zt(t).remove(),t=s}}setConnected(t){this._$AM===void 0&&(this._$Cv=t,this._$AP?.(t))}},z=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(t,e,s,i,n){this.type=1,this._$AH=l,this._$AN=void 0,this.element=t,this.name=e,this._$AM=i,this.options=n,s.length>2||s[0]!==""||s[1]!==""?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=l}_$AI(t,e=this,s,i){let n=this.strings,o=!1;if(n===void 0)t=F(this,t,e,0),o=!Q(t)||t!==this._$AH&&t!==U,o&&(this._$AH=t);else{let a=t,c,u;for(t=n[0],c=0;c<n.length-1;c++)u=F(this,a[s+c],e,c),u===U&&(u=this._$AH[c]),o||(o=!Q(u)||u!==this._$AH[c]),u===l?t=l:t!==l&&(t+=(u??"")+n[c+1]),this._$AH[c]=u}o&&!i&&this.j(t)}j(t){t===l?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,t??"")}},At=class extends z{constructor(){super(...arguments),this.type=3}j(t){this.element[this.name]=t===l?void 0:t}},Ct=class extends z{constructor(){super(...arguments),this.type=4}j(t){this.element.toggleAttribute(this.name,!!t&&t!==l)}},Lt=class extends z{constructor(t,e,s,i,n){super(t,e,s,i,n),this.type=5}_$AI(t,e=this){if((t=F(this,t,e,0)??l)===U)return;let s=this._$AH,i=t===l&&s!==l||t.capture!==s.capture||t.once!==s.once||t.passive!==s.passive,n=t!==l&&(s===l||i);i&&this.element.removeEventListener(this.name,this,s),n&&this.element.addEventListener(this.name,this,t),this._$AH=t}handleEvent(t){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)}},Ht=class{constructor(t,e,s){this.element=t,this.type=6,this._$AN=void 0,this._$AM=e,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(t){F(this,t)}};var We=G.litHtmlPolyfillSupport;We?.(tt,et),(G.litHtmlVersions??(G.litHtmlVersions=[])).push("3.3.3");var ee=(r,t,e)=>{let s=e?.renderBefore??t,i=s._$litPart$;if(i===void 0){let n=e?.renderBefore??null;s._$litPart$=i=new et(t.insertBefore(X(),n),n,void 0,e??{})}return i._$AI(r),i};/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var st=globalThis,_=class extends S{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){var e;let t=super.createRenderRoot();return(e=this.renderOptions).renderBefore??(e.renderBefore=t.firstChild),t}update(t){let e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(t),this._$Do=ee(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return U}};_._$litElement$=!0,_.finalized=!0,st.litElementHydrateSupport?.({LitElement:_});var Ke=st.litElementPolyfillSupport;Ke?.({LitElement:_});(st.litElementVersions??(st.litElementVersions=[])).push("4.2.2");/**
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
 */var Je={attribute:!0,type:String,converter:J,reflect:!1,hasChanged:ht},Ye=(r=Je,t,e)=>{let{kind:s,metadata:i}=e,n=globalThis.litPropertyMetadata.get(i);if(n===void 0&&globalThis.litPropertyMetadata.set(i,n=new Map),s==="setter"&&((r=Object.create(r)).wrapped=!0),n.set(e.name,r),s==="accessor"){let{name:o}=e;return{set(a){let c=t.get.call(this);t.set.call(this,a),this.requestUpdate(o,c,r,!0,a)},init(a){return a!==void 0&&this.C(o,void 0,r,a),a}}}if(s==="setter"){let{name:o}=e;return function(a){let c=this[o];t.call(this,a),this.requestUpdate(o,c,r,!0,a)}}throw Error("Unsupported decorator location: "+s)};function v(r){return(t,e)=>typeof e=="object"?Ye(r,t,e):((s,i,n)=>{let o=i.hasOwnProperty(n);return i.constructor.createProperty(n,s),o?Object.getOwnPropertyDescriptor(i,n):void 0})(r,t,e)}/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */function b(r){return v({...r,state:!0,attribute:!1})}/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 *//**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var D=(r,t,e)=>(e.configurable=!0,e.enumerable=!0,Reflect.decorate&&typeof t!="object"&&Object.defineProperty(r,t,e),e);/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */function se(r,t){return(e,s,i)=>{let n=o=>o.renderRoot?.querySelector(r)??null;if(t){let{get:o,set:a}=typeof s=="object"?e:i??(()=>{let c=Symbol();return{get(){return this[c]},set(u){this[c]=u}}})();return D(e,s,{get(){let c=o.call(this);return c===void 0&&(c=n(this),(c!==null||this.hasUpdated)&&a.call(this,c)),c}})}return D(e,s,{get(){return n(this)}})}}/**
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
 */var re=[1e3,2e3,5e3,1e4,3e4],k,P,B,A,it,N,I,ie,nt,Mt,rt=class{constructor(t,e,s){L(this,I);L(this,k,null);L(this,P);L(this,B,0);L(this,A,0);L(this,it,!1);L(this,N,async()=>{if(clearTimeout(f(this,P)),!this.connection.connected)return;$(this,A,f(this,A)+1);let t=f(this,A),e=s=>t===f(this,A)&&ct(this,I,ie).call(this,s);try{let s={resubscribe:!1},i=await this.connection.subscribeMessage(e,{...this.message},s);t===f(this,A)&&!f(this,it)?$(this,k,i):i().catch(()=>{})}catch(s){if(t===f(this,A)){let i=Ge(s);i==="unauthorized"?this.heard({type:"closed"}):i!=="unknown_command"&&this.heard({type:"failed",error:s}),ct(this,I,Mt).call(this)}}});L(this,nt,()=>{$(this,A,f(this,A)+1),$(this,k,null),clearTimeout(f(this,P))});this.connection=t,this.message=e,this.heard=s,t.addEventListener("ready",f(this,N)),t.addEventListener("disconnected",f(this,nt)),f(this,N).call(this)}end(){var t;$(this,it,!0),$(this,A,f(this,A)+1),clearTimeout(f(this,P)),this.connection.removeEventListener("ready",f(this,N)),this.connection.removeEventListener("disconnected",f(this,nt)),(t=f(this,k))==null||t.call(this).catch(()=>{}),$(this,k,null)}};k=new WeakMap,P=new WeakMap,B=new WeakMap,A=new WeakMap,it=new WeakMap,N=new WeakMap,I=new WeakSet,ie=function(t){$(this,B,0),this.heard(t),t.type==="closed"&&($(this,k,null),ct(this,I,Mt).call(this))},nt=new WeakMap,Mt=function(){let t=re[Math.min(f(this,B),re.length-1)];$(this,B,f(this,B)+1),clearTimeout(f(this,P)),$(this,P,setTimeout(f(this,N),t))};function Ge(r){return typeof r=="object"&&r!==null&&"code"in r?r.code:null}var ut=class{constructor(t){this.connection=t}overview(t,e=50){return new rt(this.connection,Tt("overview/subscribe",{limit:e}),t)}thread(t,e,s=50){let i=Tt("thread/subscribe",{thread_id:t,limit:s});return new rt(this.connection,i,e)}threads(t,e,s=50){return this.ask("threads/list",{...t,...e&&{before:e},limit:s})}messages(t,e,s=50){return this.ask("messages/list",{thread_id:t,...e,limit:s})}search(t,e={},s=50){return this.ask("messages/search",{text:t,...e,limit:s})}story(t){return this.ask("message/get",{message_id:t})}read(t,e){return this.ask("thread/read",{thread_id:t,at:e})}statistics(t,e,s="day",i){return this.ask("statistics",{from:t,to:e,bucket:s,...i&&{account:i}})}preview(t,e){return this.ask("preview",{...t,...e})}send(t,e){return this.ask("send",{...t,...e})}resend(t,e,s){return this.ask("resend",{message_id:t,client_id:e,...s&&{entry_id:s}})}cancel(t){return this.ask("cancel",{message_id:t})}consent(t){return this.ask("consent/get",{thread_id:t})}closeQuestion(t){return this.ask("question/close",{question_id:t})}setConsent(t,e,s,i,n){let o={thread_id:t,subscribed:e,scope:s,note:i,...n&&{entry_id:n}};return this.ask("consent/set",o)}ask(t,e={}){return this.connection.sendMessagePromise(Tt(t,e))}};function Tt(r,t){return{type:`sms_gateway/${r}`,...t}}var ne=H`
:host {
display: block;
height: 100%;
}
section {
height: 100%;
display: flex;
flex-direction: column;
overflow: hidden;
border: var(--ha-card-border-width, 1px) solid var(--ha-card-border-color, var(--line));
border-radius: var(--ha-card-border-radius, var(--round));
background: var(--ha-card-background, var(--paper));
box-shadow: var(--ha-card-box-shadow, none);
}
header {
display: flex;
justify-content: space-between;
align-items: center;
padding: 8px 16px;
}
h2 {
margin: 0;
font-size: 1.2em;
font-weight: 500;
}
ul {
flex: 1;
overflow: auto;
list-style: none;
margin: 0;
padding: 0 8px 8px;
}
li button {
width: 100%;
border-radius: 8px;
text-align: start;
padding: 6px 8px;
}
.first {
display: flex;
justify-content: space-between;
gap: 8px;
}
.text {
display: block;
overflow: hidden;
text-overflow: ellipsis;
white-space: nowrap;
unicode-bidi: plaintext;
}
p {
padding: 0 16px;
}
`;var oe="component.sms_gateway.config_panel.",mt=()=>"",ae=new Intl.PluralRules("en"),ce=new Intl.NumberFormat("en");async function le(r){await r.loadBackendTranslation("exceptions","sms_gateway"),mt=await r.loadBackendTranslation("config_panel","sms_gateway"),ae=new Intl.PluralRules(r.language),ce=new Intl.NumberFormat(r.language)}function d(r,t){return mt(oe+r,t)||r}function ft(r,t,e){let s={...e,count:ce.format(t)},i=ae.select(t);return mt(`${oe}${r}.${i}`,s)||d(`${r}.other`,s)}function kt(r,t){let e=typeof t=="object"&&t!==null?t:{};if(e.translation_key){let s=`component.${e.translation_domain}.exceptions.${e.translation_key}.message`,i=mt(s,e.translation_placeholders);if(i)return i}return e.message||d(typeof t=="number"?"offline":"error.unknown")}function de(r,t,e){let{parts:s,left:i,forced_by:n,smart_encoded:o,shortened:a}=r,c=r.cost==null?"":e(r.cost*Math.max(1,t)),u=t>1?` × ${ft("compose.people",t)}`:"";return h`
<span>${ft("compose.parts",s)}${u}</span>
${c?h`<span>${d("compose.about",{cost:c})}</span>`:l}
${i===void 0||a?l:h`<span>${ft("compose.left",i)}</span>`}
${n&&!o?h`<span>${d("compose.forced_by",{character:`⁨${n}⁩`})}</span>`:l}
${o?h`<span>${d("compose.smart")}</span>`:l}
${a?h`<strong>${d("compose.shortened")}</strong>`:l}
`}function he({balance:r,money:t}){return r?.currency??(t?"":d("figures.credits"))}var Pt="sms_gateway_draft_";function pe(){let r=crypto.getRandomValues(new Uint8Array(16));return Array.from(r,t=>t.toString(16).padStart(2,"0")).join("")}function Z(){return{text:"",client_id:pe(),tried:!1,account:null,channel:null,sender:"",critical:!1}}function ue(r,t=sessionStorage){try{let e=JSON.parse(t.getItem(Pt+r)??"null");return{...Z(),...typeof e=="object"&&e}}catch{return Z()}}function gt(r,t,e=sessionStorage){try{t.text?e.setItem(Pt+r,JSON.stringify(t)):e.removeItem(Pt+r)}catch{}}function me(r,t){let e=r.tried?{client_id:pe(),tried:!1}:{};return{...r,...e,...t}}function fe(r,t){return t.map(s=>r.find(i=>i.entry_id===s)).find(Boolean)??r[0]}function Vt(r=[]){return r.map(t=>[t.entry_id,t.can_write,t.status].join()).join(";")}function Rt(r,{text:t,channel:e}){let s=e!==null&&r.channels.includes(e);return{entry_id:r.entry_id,text:t,...s&&{channel:e}}}function ge(r,t,e){let s="number"in e?`/${e.number.slice(0,100)}`:"",i=t.sender.trim();return{...Rt(r,t),client_id:t.client_id+s,critical:t.critical,...i&&{sender:i}}}var vt=H`
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
`;var w=class extends _{navigate(t){this.tell("sms-gateway-navigate",{route:t})}changed(t={}){this.tell("sms-gateway-changed",t)}tell(t,e){this.dispatchEvent(new CustomEvent(t,{detail:e,bubbles:!0,composed:!0}))}};w.styles=[vt],p([v({attribute:!1})],w.prototype,"hass",2),p([v({attribute:!1})],w.prototype,"api",2);var ve=new Map;function q(r,t){ve.set(r,t),customElements.get(r)||customElements.define(r,t)}async function ye(){await customElements.whenDefined("home-assistant");for(let[r,t]of ve)customElements.get(r)||customElements.define(r,t)}function be(r,t){return r?.connection!==t?.connection||r.language!==t.language||r.locale!==t.locale||r.dockedSidebar!==t.dockedSidebar||r.kioskMode!==t.kioskMode}var j=class extends w{constructor(){super(...arguments);this.accounts=[];this.picked=e=>s=>this.tell("sms-gateway-chosen",{[e]:s.target.value});this.ticked=e=>this.tell("sms-gateway-chosen",{critical:e.target.checked})}render(){let{accounts:e,chosen:s,draft:i}=this,n=e.map(a=>[a.entry_id,a.title]),o=s.channels.map(a=>[a,d(`channel.${a}`)]);return h`<details>
<summary class="soft">${this.summary}</summary>
<div class="choices">
${this.select("account",n,s.entry_id)}
${this.select("channel",o,i.channel)}
<label
>${d("compose.sender")}
<input
maxlength="20"
.value=${i.sender}
placeholder=${s.sender??""}
@change=${this.picked("sender")}
@keydown=${a=>a.stopPropagation()}
/></label>
<label class="critical"
><input type="checkbox" .checked=${i.critical} @change=${this.ticked} />${d("compose.critical")}</label
>
</div>
</details>`}select(e,s,i){return s.length<2?l:h`<label
>${d(`compose.${e}`)}
<select @change=${this.picked(e)}>
${s.map(([n,o])=>h`<option value=${n} ?selected=${n===i}>${o}</option>`)}
</select></label
>`}get summary(){let e=d("compose.through",{account:this.chosen.title});return this.draft.critical?`${e} · ${d("compose.critical")}`:e}};j.styles=[...w.styles,H`
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
`],p([v({attribute:!1})],j.prototype,"accounts",2),p([v({attribute:!1})],j.prototype,"chosen",2),p([v({attribute:!1})],j.prototype,"draft",2);q("sms-gateway-card-choices",j);var $e=H`
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
`;var Xe={comma_decimal:["en-US","en"],decimal_comma:["de","es","it"],quote_decimal:["de-CH","de"],space_comma:["fr","sv","cs"]};function Qe(r){return r.locale.time_zone==="server"?r.config.time_zone:void 0}var we=new Map;function _e(r,t){let e=JSON.stringify([r,t]),s=we.get(e);return s||(s=new Intl.DateTimeFormat(r,t),we.set(e,s)),s}function ts({locale:r,language:t}){let e=r.time_format;return e==="12"||e==="24"?e==="12":_e(e==="system"?void 0:t,{hour:"numeric"}).resolvedOptions().hour12??!1}function es(r){return ts(r)?{hour:"numeric",minute:"2-digit",hourCycle:"h12"}:{hour:"2-digit",minute:"2-digit",hourCycle:"h23"}}function Ot(r,t){let e=Qe(r);return _e(r.language,{...t,...e&&{timeZone:e}})}function ss(r,t){return Ot(r,es(r)).format(new Date(t))}function xe(r,t){return Ot(r,{year:"numeric",month:"2-digit",day:"2-digit"}).format(new Date(t))}function Ae(r,t,e=new Date){if(xe(r,t)===xe(r,e))return ss(r,t);let s=new Date(t).getFullYear()===e.getFullYear()?{}:{year:"2-digit"};return Ot(r,{day:"numeric",month:"short",...s}).format(new Date(t))}function Ce(r,t,e){let s=Xe[r.locale.number_format]??r.language;if(e&&/^[A-Z]{3}$/.test(e))return new Intl.NumberFormat(s,{style:"currency",currency:e,maximumFractionDigits:4}).format(t);let i=new Intl.NumberFormat(s,{maximumFractionDigits:4}).format(t);return e?`${i} ${e}`:i}function Le(r,t){let e=getComputedStyle(r),s=r.offsetHeight-r.clientHeight,i=Number.parseFloat(e.paddingTop)+Number.parseFloat(e.paddingBottom),n=(Number.parseFloat(e.lineHeight)||22)*t+i+s;r.style.height="auto";let o=r.scrollHeight+s;r.style.height=`${Math.min(o,n)}px`,r.style.overflowY=o>n?"auto":"hidden"}var rs={menu:"M3,6H21V8H3V6M3,11H21V13H3V11M3,16H21V18H3V16Z",back:"M20,11V13H8L13.5,18.5L12.08,19.92L4.16,12L12.08,4.08L13.5,5.5L8,11H20Z",search:"M9.5,3A6.5,6.5 0 0,1 16,9.5C16,11.11 15.41,12.59 14.44,13.73L14.71,14H15.5L20.5,19L19,20.5L14,15.5V14.71L13.73,14.44C12.59,15.41 11.11,16 9.5,16A6.5,6.5 0 0,1 3,9.5A6.5,6.5 0 0,1 9.5,3M9.5,5C7,5 5,7 5,9.5C5,12 7,14 9.5,14C12,14 14,12 14,9.5C14,7 12,5 9.5,5Z",write:"M20 2H4C2.9 2 2 2.9 2 4V22L6 18H20C21.1 18 22 17.1 22 16V4C22 2.9 21.1 2 20 2M20 16H5.2L4 17.2V4H20V16M16 9V11H13V14H11V11H8V9H11V6H13V9H16Z",figures:"M22,21H2V3H4V19H6V10H10V19H12V6H16V19H18V14H22V21Z",close:"M19,6.41L17.59,5L12,10.59L6.41,5L5,6.41L10.59,12L5,17.59L6.41,19L12,13.41L17.59,19L19,17.59L13.41,12L19,6.41Z",clock:"M12,20A8,8 0 0,0 20,12A8,8 0 0,0 12,4A8,8 0 0,0 4,12A8,8 0 0,0 12,20M12,2A10,10 0 0,1 22,12A10,10 0 0,1 12,22C6.47,22 2,17.5 2,12A10,10 0 0,1 12,2M12.5,7V12.25L17,14.92L16.25,16.15L11,13V7H12.5Z",tick:"M21,7L9,19L3.5,13.5L4.91,12.09L9,16.17L19.59,5.59L21,7Z",ticks:"M0.41,13.41L6,19L7.41,17.58L1.83,12M22.24,5.58L11.66,16.17L7.5,12L6.07,13.41L11.66,19L23.66,7M18,7L16.59,5.58L10.24,11.93L11.66,13.34L18,7Z",failed:"M11,15H13V17H11V15M11,7H13V13H11V7M12,2C6.47,2 2,6.5 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M12,20A8,8 0 0,1 4,12A8,8 0 0,1 12,4A8,8 0 0,1 20,12A8,8 0 0,1 12,20Z",cancelled:"M12 2C17.5 2 22 6.5 22 12S17.5 22 12 22 2 17.5 2 12 6.5 2 12 2M12 4C10.1 4 8.4 4.6 7.1 5.7L18.3 16.9C19.3 15.5 20 13.8 20 12C20 7.6 16.4 4 12 4M16.9 18.3L5.7 7.1C4.6 8.4 4 10.1 4 12C4 16.4 7.6 20 12 20C13.9 20 15.6 19.4 16.9 18.3Z",expired:"M12,20A7,7 0 0,1 5,13C5,11.72 5.35,10.5 5.95,9.5L15.5,19.04C14.5,19.65 13.28,20 12,20M3,4L1.75,5.27L4.5,8.03C3.55,9.45 3,11.16 3,13A9,9 0 0,0 12,22C13.84,22 15.55,21.45 17,20.5L19.5,23L20.75,21.73L13.04,14L3,4M11,9.44L13,11.44V8H11M15,1H9V3H15M19.04,4.55L17.62,5.97C16.07,4.74 14.12,4 12,4C10.17,4 8.47,4.55 7.05,5.5L8.5,6.94C9.53,6.35 10.73,6 12,6A7,7 0 0,1 19,13C19,14.27 18.65,15.47 18.06,16.5L19.5,17.94C20.45,16.53 21,14.83 21,13C21,10.88 20.26,8.93 19.03,7.39L20.45,5.97L19.04,4.55Z",unknown:"M11,18H13V16H11V18M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M12,20C7.59,20 4,16.41 4,12C4,7.59 7.59,4 12,4C16.41,4 20,7.59 20,12C20,16.41 16.41,20 12,20M12,6A4,4 0 0,0 8,10H10A2,2 0 0,1 12,8A2,2 0 0,1 14,10C14,12 11,11.75 11,15H13C13,12.75 16,12.5 16,10A4,4 0 0,0 12,6Z",picture:"M19,19H5V5H19M19,3H5A2,2 0 0,0 3,5V19A2,2 0 0,0 5,21H19A2,2 0 0,0 21,19V5A2,2 0 0,0 19,3M13.96,12.29L11.21,15.83L9.25,13.47L6.5,17H17.5L13.96,12.29Z",down:"M7.41,8.58L12,13.17L16.59,8.58L18,10L12,16L6,10L7.41,8.58Z",send:"M2,21L23,12L2,3V10L17,12L2,14V21Z",warning:"M12,2L1,21H23M12,6L19.53,19H4.47M11,10V14H13V10M11,16V18H13V16",allowed:"M20 2H4C2.9 2 2 2.9 2 4V22L6 18H20C21.1 18 22 17.1 22 16V4C22 2.9 21.1 2 20 2M20 16H5.2L4 17.2V4H20V16M10.5 14L7 10.5L8.4 9.1L10.5 11.2L15.6 6.1L17 7.5Z",blocked:"M7.2 4L5.2 2H20C21.11 2 22 2.9 22 4V16C22 16.76 21.57 17.41 20.95 17.75L19.2 16H20V4H7.2M22.11 21.46L20.84 22.73L16.11 18H6L2 22V4C2 3.97 2 3.93 2 3.9L1.11 3L2.39 1.73L6.1 5.44L16.65 16H16.66L18.66 18H18.65L22.11 21.46M14.11 16L4 5.89V18L6 16H14.11Z",stranger:"M20.5,14.5V16H19V14.5H20.5M18.5,9.5H17V9A3,3 0 0,1 20,6A3,3 0 0,1 23,9C23,9.97 22.5,10.88 21.71,11.41L21.41,11.6C20.84,12 20.5,12.61 20.5,13.3V13.5H19V13.3C19,12.11 19.6,11 20.59,10.35L20.88,10.16C21.27,9.9 21.5,9.47 21.5,9A1.5,1.5 0 0,0 20,7.5A1.5,1.5 0 0,0 18.5,9V9.5M9,13C11.67,13 17,14.34 17,17V20H1V17C1,14.34 6.33,13 9,13M9,4A4,4 0 0,1 13,8A4,4 0 0,1 9,12A4,4 0 0,1 5,8A4,4 0 0,1 9,4M9,14.9C6.03,14.9 2.9,16.36 2.9,17V18.1H15.1V17C15.1,16.36 11.97,14.9 9,14.9M9,5.9A2.1,2.1 0 0,0 6.9,8A2.1,2.1 0 0,0 9,10.1A2.1,2.1 0 0,0 11.1,8A2.1,2.1 0 0,0 9,5.9Z",reply:"M10,9V5L3,12L10,19V14.9C15,14.9 18.5,16.5 21,20C20,15 17,10 10,9Z",disconnected:"M4,1C2.89,1 2,1.89 2,3V7C2,8.11 2.89,9 4,9H1V11H13V9H10C11.11,9 12,8.11 12,7V3C12,1.89 11.11,1 10,1H4M4,3H10V7H4V3M14,13C12.89,13 12,13.89 12,15V19C12,20.11 12.89,21 14,21H11V23H23V21H20C21.11,21 22,20.11 22,19V15C22,13.89 21.11,13 20,13H14M3.88,13.46L2.46,14.88L4.59,17L2.46,19.12L3.88,20.54L6,18.41L8.12,20.54L9.54,19.12L7.41,17L9.54,14.88L8.12,13.46L6,15.59L3.88,13.46M14,15H20V19H14V15Z",question:"M4,2A2,2 0 0,0 2,4V16A2,2 0 0,0 4,18H8V21A1,1 0 0,0 9,22H9.5V22C9.75,22 10,21.9 10.2,21.71L13.9,18H20A2,2 0 0,0 22,16V4C22,2.89 21.1,2 20,2H4M4,4H20V16H13.08L10,19.08V16H4V4M12.19,5.5C11.3,5.5 10.59,5.68 10.05,6.04C9.5,6.4 9.22,7 9.27,7.69C0.21,7.69 6.57,7.69 11.24,7.69C11.24,7.41 11.34,7.2 11.5,7.06C11.7,6.92 11.92,6.85 12.19,6.85C12.5,6.85 12.77,6.93 12.95,7.11C13.13,7.28 13.22,7.5 13.22,7.8C13.22,8.08 13.14,8.33 13,8.54C12.83,8.76 12.62,8.94 12.36,9.08C11.84,9.4 11.5,9.68 11.29,9.92C11.1,10.16 11,10.5 11,11H13C13,10.72 13.05,10.5 13.14,10.32C13.23,10.15 13.4,10 13.66,9.85C14.12,9.64 14.5,9.36 14.79,9C15.08,8.63 15.23,8.24 15.23,7.8C15.23,7.1 14.96,6.54 14.42,6.12C13.88,5.71 13.13,5.5 12.19,5.5M11,12V14H13V12H11Z"},is=["back","send","reply"];function He(r){let t=is.includes(r)?"pointing":"";return h`<svg viewBox="0 0 24 24" class=${t} aria-hidden="true">
${Qt`<path d=${rs[r]}></path>`}
</svg>`}var yt=class{constructor(t){this.connection=null;this.changed=()=>this.host.requestUpdate();this.host=t,t.addController(this)}get isConnected(){return this.host.hass.connection.connected}hostConnected(){this.connection=this.host.hass?.connection??null,this.connection?.addEventListener("ready",this.changed),this.connection?.addEventListener("disconnected",this.changed)}hostDisconnected(){this.connection?.removeEventListener("ready",this.changed),this.connection?.removeEventListener("disconnected",this.changed)}};var ns=250,os=6,y=class extends w{constructor(){super(...arguments);this.thread=null;this.accounts=[];this.to=[];this.account=null;this.draft=Z();this.preview=null;this.isOutdated=!1;this.isSending=!1;this.error="";this.asked=0;this.watch=new yt(this);this.price=e=>Ce(this.hass,e,this.chosen&&he(this.chosen));this.typed=e=>{this.keep({text:e.target.value})};this.picked=e=>this.keep(e.detail);this.pressed=e=>{if(e.stopPropagation(),e.key!=="Enter"||e.isComposing||e.keyCode===229||e.shiftKey)return;let s=matchMedia("(pointer: coarse)").matches;(e.ctrlKey||e.metaKey||!s)&&(e.preventDefault(),this.send())};this.submit=e=>{e.preventDefault(),this.send()}}willUpdate(e){let s=e.get("thread"),i=e.has("thread")&&s?.thread_id!==this.thread?.thread_id;(i||!this.hasUpdated)&&(this.draft=ue(this.place),this.error="",this.preview=null),(e.has("thread")&&s?.consent?.since!==this.thread?.consent?.since||e.has("to")&&e.get("to")?.join()!==this.to.join()||e.has("accounts")&&Vt(e.get("accounts"))!==Vt(this.accounts)||i)&&this.look()}updated(){this.box&&Le(this.box,os)}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.timer)}focus(){this.box?.focus()}render(){if(this.thread&&!this.thread.can_answer)return h`<p class="soft">${d("compose.no_answer")}</p>`;if(!this.chosen)return h`<p class="soft">${d("compose.read_only")}</p>`;let s=!!(this.draft.text||this.thread)&&!this.error?this.preview?.refusal:null;return h`
${this.error?h`<p class="error" role="alert">${this.error}</p>`:l}
${s?h`<p class="refusal" id="refusal" role="status">${s}</p>`:l}
<sms-gateway-card-choices
.hass=${this.hass}
.accounts=${this.writable}
.chosen=${this.chosen}
.draft=${this.draft}
@sms-gateway-chosen=${this.picked}
></sms-gateway-card-choices>
<form class="row" @submit=${this.submit}>
<textarea
rows="1"
dir="auto"
aria-label=${d("compose.text")}
aria-describedby="foot refusal"
placeholder=${d("compose.text")}
.value=${this.draft.text}
?readonly=${this.isSending}
@input=${this.typed}
@keydown=${this.pressed}
></textarea>
<button
class="filled icon"
aria-label=${d(this.draft.tried?"compose.send_again":"compose.send")}
?disabled=${!this.canSend}
>
${He("send")}
</button>
</form>
<div id="foot" class="foot soft ${this.isOutdated?"old":""}">${this.foot}</div>
`}get foot(){if(!this.watch.isConnected)return d("compose.offline");if(this.isSending)return d("compose.sending");let{preview:e}=this,s=this.thread?1:this.to.length;return e&&this.draft.text.trim()?de(e,s,this.price):""}get place(){return this.thread?.thread_id??"new"}get writable(){return this.accounts.filter(e=>e.can_write)}get chosen(){let{draft:e,account:s,thread:i,writable:n}=this;return fe(n,[e.account,s,...i?.accounts??[]])}get addresses(){let{thread:e}=this;return e?[{thread_id:e.thread_id}]:this.to.map(s=>({number:s}))}get canSend(){let{draft:e,preview:s}=this,i=!!s?.refusal&&!this.isOutdated;return!!e.text.trim()&&this.addresses.length>0&&!i&&!this.isSending&&this.watch.isConnected}keep(e){this.draft=me(this.draft,e),gt(this.place,this.draft),this.error="",this.look()}look(){this.isOutdated=this.preview!==null,clearTimeout(this.timer),this.timer=setTimeout(()=>this.ask(),ns)}async ask(){let e=this.chosen;if(!e||!this.watch.isConnected)return;this.asked+=1;let{asked:s,addresses:i}=this,n={...Rt(e,this.draft),critical:this.draft.critical};try{let o=await this.api.preview(n,i.length===1?i[0]:void 0);s===this.asked&&(this.preview=o,this.isOutdated=!1)}catch(o){s===this.asked&&(this.preview={parts:1,refusal:kt(this.hass,o)},this.isOutdated=!1)}}async send(){let e=this.chosen;if(!e||!this.canSend)return;this.isSending=!0,this.error="";let{place:s,addresses:i}=this,n={...this.draft,tried:!0};this.draft=n,gt(s,n);let o=[];for(let a of i)try{let c=await this.api.send(ge(e,n,a),a);this.tell("sms-gateway-sent",{address:a,...c})}catch(c){let u="number"in a&&i.length>1?`${a.number}: `:"";o.push(u+kt(this.hass,c))}this.isSending=!1,o.length===0&&gt(s,Z()),s===this.place&&(this.error=o.join(`
`),o.length===0&&(this.draft={...Z(),account:n.account},this.changed(),this.look()),await this.updateComplete,this.focus())}};y.styles=[...w.styles,$e],p([v({attribute:!1})],y.prototype,"thread",2),p([v({attribute:!1})],y.prototype,"accounts",2),p([v({attribute:!1})],y.prototype,"to",2),p([v({attribute:!1})],y.prototype,"account",2),p([b()],y.prototype,"draft",2),p([b()],y.prototype,"preview",2),p([b()],y.prototype,"isOutdated",2),p([b()],y.prototype,"isSending",2),p([b()],y.prototype,"error",2),p([se("textarea")],y.prototype,"box",2);q("sms-gateway-card-compose",y);var as=["failed","unread","stranger","opted_out"];function Ee(r,t="/sms_gateway"){switch(r.view){case"thread":{let e=r.message?`/m/${encodeURIComponent(r.message)}`:"",s=Se(r.filters);return`${t}/t/${encodeURIComponent(r.thread)}${e}${s}`}case"list":return t+Se(r.filters);default:return`${t}/${r.view}`}}function Se(r={}){let t=new URLSearchParams;r.account&&t.set("account",r.account);for(let s of as)r[s]&&t.set(s,"");let e=t.toString().replace(/=(?=&|$)/g,"");return e&&`?${e}`}function cs(r,t){let e=t.split("/").map(Number);for(let[s,i]of r.split("/").map(Number).entries()){let n=i-(e[s]??0);if(n)return n}return 0}function Me(r,t){let e=new Map(r.map(s=>[s.message_id,s]));for(let s of t){let i=e.get(s.message_id);(!i||(s.rank??0)>=(i.rank??0))&&e.set(s.message_id,s)}return[...e.values()].sort((s,i)=>cs(s.position,i.position))}function Te(r,t,e=()=>!0){let s=new Map(r.map(i=>[i.thread_id,i]));for(let i of t)e(i)?s.set(i.thread_id,i):s.delete(i.thread_id);return[...s.values()].sort((i,n)=>Date.parse(n.at)-Date.parse(i.at))}var ke=5,ot=20,ls=100,x=class extends _{constructor(){super(...arguments);this.config={type:""};this.accounts=[];this.threads=[];this.messages=[];this.isClosed=!1;this.hasStrings=!1;this.api=null;this.language="";this.overview=null;this.conversation=null;this.heard=e=>{this.isClosed=e.type==="closed",e.type==="snapshot"?(this.accounts=e.accounts,this.threads=e.threads):e.type==="threads"?this.threads=Te(this.threads,e.threads):e.type==="accounts"&&(this.accounts=e.accounts)};this.heardThread=e=>{if(e.type==="closed")this.messages=[];else if(e.type!=="failed"){let s=e.type==="snapshot"?[]:this.messages;this.messages=Me(s,e.messages).slice(-ot)}}}static getStubConfig(){return{count:ke}}static getConfigForm(){return{schema:[{name:"title",selector:{text:{}}},{name:"person",selector:{text:{}}},{name:"count",selector:{number:{min:1,max:ot,mode:"box"}}}],computeLabel:({name:e})=>d(e==="title"?"card.heading":`card.${e}`)}}setConfig(e){let{count:s}=e;if(s!==void 0&&!(Number.isInteger(s)&&s>=1&&s<=ot))throw new Error(`count: 1 - ${ot}`);this.config=e}getCardSize(){return 2+this.count}getGridOptions(){return{columns:12,min_columns:6,rows:"auto",min_rows:3}}disconnectedCallback(){super.disconnectedCallback(),this.overview?.end(),this.overview=null,this.leave()}connectedCallback(){super.connectedCallback(),this.requestUpdate()}willUpdate(){if(!this.hass)return;let{connection:e}=this.hass;this.api?.connection!==e&&(this.overview?.end(),this.overview=null,this.leave(),this.api=new ut(e)),this.language!==this.hass.language&&this.loadWords(),!this.overview&&this.isConnected&&(this.overview=this.api.overview(this.heard,ls)),this.follow()}render(){if(!this.hasStrings)return l;let{title:e,person:s}=this.config;return h`<section>
<header><h2 dir="auto">${e||this.thread?.name||s||d("card.title")}</h2></header>
${this.isClosed?h`<p>${d("card.closed")}</p>`:this.renderMessages()}
</section>`}renderMessages(){let{person:e,thread:s}=this;if(!e){let o=this.threads.slice(0,this.count);return h`<ul>
${o.map(a=>this.renderRow(a,a.name??a.number,a.at,ds(a)))}
${o.length?l:h`<li>${d("card.none")}</li>`}
</ul>`}if(!s)return h`<p>${d("card.nobody",{person:e})}</p>`;let i=this.messages.slice(-this.count),n=this.messages[this.messages.length-1];return h`
<ul>
${i.map(o=>{let a=o.direction==="incoming"?s.name??s.number:"";return this.renderRow(s,a,o.at,o.text,o)})}
</ul>
<sms-gateway-card-compose
.hass=${this.hass}
.api=${this.api}
.accounts=${this.accounts}
.thread=${s}
.account=${n?.account??null}
></sms-gateway-card-compose>
`}renderRow({thread_id:e},s,i,n,o){let a=o?{message:o.message_id}:{},c=o?.state&&d(`state.${o.state}`);return h`<li>
<button @click=${()=>this.navigate({view:"thread",thread:e,...a})}>
<span class="first">
<bdi>${s}${c?h`<span class="soft">${c}</span>`:l}</bdi>
<time class="soft" datetime=${i}>${Ae(this.hass,i)}</time>
</span>
<span class="text soft">${n}</span>
</button>
</li>`}async loadWords(){this.language=this.hass.language;try{await le(this.hass),this.hasStrings=!0,this.requestUpdate()}catch{this.language=""}}get count(){return this.config.count??ke}get person(){return this.config.person?.trim()??""}get thread(){let e=this.person.toLowerCase();return this.threads.find(s=>e!==""&&s.name?.toLowerCase()===e)}follow(){let e=this.thread?.thread_id;e===this.conversation?.id||!this.isConnected||(this.leave(),e&&this.api&&(this.conversation={id:e,told:this.api.thread(e,this.heardThread,ot)}))}leave(){this.conversation?.told.end(),this.conversation=null,this.messages=[]}navigate(e){history.pushState(null,"",Ee(e)),window.dispatchEvent(new CustomEvent("location-changed",{detail:{replace:!1}}))}};x.styles=[vt,ne],p([v({attribute:!1,hasChanged:be})],x.prototype,"hass",2),p([b()],x.prototype,"config",2),p([b()],x.prototype,"accounts",2),p([b()],x.prototype,"threads",2),p([b()],x.prototype,"messages",2),p([b()],x.prototype,"isClosed",2),p([b()],x.prototype,"hasStrings",2);function ds({last:r}){let t=r?.snippet||"";return r?.direction==="outgoing"?d("card.you",{text:t}):t}q("sms-gateway-card",x);ye();var Pe=window;Pe.customCards=[...(Pe.customCards??[]).filter(r=>r.type!=="sms-gateway-card"),{type:"sms-gateway-card",name:"SMS Gateway",description:"The last text messages of one person or of all, with a box to answer"}];export{x as Card};
