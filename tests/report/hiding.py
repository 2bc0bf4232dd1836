"""Templates that hide or falsify the verdict: *Custom templates* in `docs/explanation/attacks.md`."""

from __future__ import annotations

_ALL = "html,body,section,h1,p,#microdep-verdict,#microdep-verdict *"
_COVER = "position:fixed;inset:-100vh -100vw;width:300vw;height:300vh;background:#fff;z-index:2147483647"


def _page(style: str = "", body: str = "", head: str = "") -> str:
    """A page that states a pass, as a template gives it."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>PASS</title>{head}<style>{style}</style></head>'
        f"<body><section id=microdep-verdict><h1>✓ PASS</h1></section>{body}</body></html>"
    )


HIDING = {
    "hide the verdict by its id": _page(f"{_ALL}{{display:none!important;visibility:hidden!important}}"),
    "use the style layer of the verdict": _page(
        "@layer microdep-verdict,a;@layer a{*{display:none!important}}"
    ),
    "use a font that shows other letters": _page(
        '@font-face{font-family:"DejaVu Sans";src:local("DejaVu Sans Mono")}'
        "@font-face{font-family:sans-serif;src:local(monospace)}html{font:90px/9 sans-serif!important}"
    ),
    "add texts before and after the page": _page(
        f'html::before,html::after,body::before{{content:"✓ PASS"!important;{_COVER}}}'
    ),
    "move the page off the screen": _page(
        "html,body{margin:-9999px!important;position:absolute!important;left:-9999px!important;"
        "translate:0 -9999px!important;offset-path:path('M0 0L-9999 -9999')!important;offset-distance:100%}"
    ),
    "scale, turn, cut or blur the page": _page(
        "html,body{zoom:.01!important;transform:scale(0) rotate(180deg)!important;"
        "clip-path:inset(50%)!important;mask:linear-gradient(transparent,transparent)!important;"
        "filter:opacity(0) invert(1)!important;"
        "backdrop-filter:invert(1);mix-blend-mode:difference;opacity:0!important}"
    ),
    "cover the page": _page(f"div{{{_COVER}!important}}", "<div>✓ PASS</div>"),
    "use the top layer of the browser": _page(
        f"dialog,[popover],::backdrop{{{_COVER}!important;display:block!important}}",
        "<dialog open>✓ PASS</dialog><div id=over popover>✓ PASS</div>"
        '<button popovertarget=over style="position:fixed;inset:0">more</button>',
    ),
    "use style queries about the surrounding page": _page(
        "html{container:all/size}@container all (min-width:1px){html{display:none!important}}"
        ":root:has(*),:host,:host-context(*),:scope{display:none!important}"
    ),
    "use a separate style scope": _page(
        "@scope (:root){:scope{display:none!important}}@scope{*{color:#fff!important}}"
    ),
    "load styles from another place": _page(
        '@import url("data:text/css,*{display:none!important}");@import "https://example.com/x.css";'
        '@namespace svg "http://www.w3.org/2000/svg";',
        head='<link rel=stylesheet href="https://example.com/x.css">',
    ),
    "use view transitions and animations": _page(
        "@view-transition{navigation:auto}::view-transition,::view-transition-new(root){"
        f"{_COVER}}}html{{animation:a 1ms forwards;view-transition-name:root}}"
        "@keyframes a{to{translate:0 -999px}}"
    ),
    "set another base address and link target": _page(
        head='<base href="https://example.com/" target="_top">',
        body='<a href="#x" style="position:fixed;inset:0">more</a><i id=x></i>',
    ),
    "open another page after a delay": _page(
        head='<meta http-equiv="refresh" content="0;url=https://example.com/">'
    ),
    "run scripts": _page(
        body="<script>top.location='about:blank'</script><svg onload=\"parent.document.body.remove()\"></svg>"
        '<img src=x onerror="top.document.title=1">'
        '<a href="javascript:top.close()" style="position:fixed;inset:0">more</a>'
    ),
    "add links and forms that target the surrounding page": _page(
        body='<form action="about:blank" target=_top>'
        '<button autofocus style="position:fixed;inset:0">more</button></form>'
        '<a href="about:blank" target=_parent accesskey=a>more</a>'
    ),
    "open a new window": _page(
        body='<a href="https://example.com/" target=_blank style="position:fixed;inset:0">more</a>'
    ),
    "close the frame early": '"></iframe><style>*{display:none}</style>'
    "'></iframe></section>&quot;&#34;></iframe><h1>✓ PASS",
    "leave an element unclosed": (
        "<!-- <![CDATA[ <plaintext><textarea><template><select><svg><style><noscript>"
    ),
    "add frames in the frame": _page(
        body='<iframe src="javascript:top.close()"></iframe>'
        '<iframe srcdoc="<script>top.close()</script>"></iframe>'
        '<object data="https://example.com/"></object><embed src="data:text/html,x"><frameset></frameset>'
    ),
    "change the settings of the screen": _page(
        head='<meta name=viewport content="width=10,initial-scale=9"><meta name=color-scheme content=dark>'
        '<meta name=theme-color content="#000">'
        '<meta http-equiv="Content-Security-Policy" content="sandbox allow-scripts">',
        style=":root{color-scheme:dark;scrollbar-gutter:stable}",
    ),
    "scroll the verdict out of the screen": _page(
        "html{scroll-snap-type:y mandatory}i{display:block;margin-top:9999px;scroll-snap-align:start}",
        "<i><input autofocus></i>",
    ),
    "add changes that appear only in print": _page(
        "@media print{html,body,*{display:none!important}}@page{size:1cm 1cm;margin:0}"
        "@page{@top-center{content:'✓ PASS'}}"
    ),
    "write a page without a head or a body": "✓ PASS",
}
"""Pages of templates by what they do."""
