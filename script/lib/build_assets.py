"""Build portal/static/vendor and the manifest of fingerprints; script/assets calls it."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "portal" / "static"
VENDOR = STATIC / "vendor"
MODULES = ROOT / "node_modules"
COPIED = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx-ext-ws/ws.js": "htmx-ext-ws.js",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    "@fontsource-variable/fraunces/files/fraunces-latin-wght-normal.woff2": "fonts/fraunces-latin.woff2",
    "@fontsource-variable/fraunces/files/fraunces-latin-ext-wght-normal.woff2": "fonts/fraunces-latin-ext.woff2",
}
ABOUT_NOTICES = (
    "What this portal sends to browsers is built of these packages and of what came with them, under these licences.\n"
)
RULE = f"\n{'=' * 80}\n\n"
HASH_LENGTH = 8
PACKED = {".br", ".gz"}


def main() -> None:
    """Copy, draw the sprite, bundle, compress, fingerprint."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in COPIED.items():
        path = VENDOR / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, path)
    (VENDOR / "icons.svg").write_text(build_sprite(), "utf-8")
    (VENDOR / "licences.txt").write_text(build_notices(), "utf-8")
    subprocess.run(["node", "script/lib/bundle.mjs"], cwd=ROOT, check=True)
    style = VENDOR / "app.css"
    style.write_text(re.sub(r"url\(fonts/([^)]+)\)", fingerprinted_font, style.read_text("utf-8")), "utf-8")
    subprocess.run(["node", "script/lib/compress.mjs"], cwd=ROOT, check=True)
    manifest = {
        str(path.relative_to(STATIC)): fingerprint(path)
        for path in sorted(STATIC.rglob("*"))
        if path.is_file()
        and path.name != "manifest.json"
        and not path.name.startswith(".")
        and path.suffix not in PACKED
    }
    (STATIC / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")


def fingerprinted_font(match: re.Match[str]) -> str:
    """Write a font's address as seen from /static/<hash of app.css>/vendor/app.css."""
    name = match.group(1)
    return f"url(../../{fingerprint(VENDOR / 'fonts' / name)}/vendor/fonts/{name})"


def build_sprite() -> str:
    """Join the lucide icons named in icons.txt into one file of symbols."""
    names = [line.strip() for line in (STATIC / "icons.txt").read_text("utf-8").splitlines()]
    symbols = [build_symbol(name) for name in names if name and not name.startswith("#")]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def build_symbol(name: str) -> str:
    """Turn one icon into a symbol that is drawn in the colour of the text around it."""
    path = MODULES / "lucide-static" / "icons" / f"{name}.svg"
    if not path.exists():
        sys.exit(f"icons.txt: lucide has no icon {name!r}")
    inner = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text("utf-8"), flags=re.S)
    drawn = " ".join(inner.group(1).split()) if inner else ""
    style = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {style}>{drawn}</symbol>'


def build_notices() -> str:
    """Join the licences of the packages behind what browsers get: nearly all ask that their notice goes along."""
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    notices = [
        build_notice(path, package["version"]) for path, package in packages.items() if path and "dev" not in package
    ]
    return RULE.join((ABOUT_NOTICES, *notices))


def build_notice(path: str, version: str) -> str:
    """Write a package's name, version and licence, from its own file or, without one, from the end of its README."""
    files = sorted(file for file in (ROOT / path).iterdir() if file.stem.lower() in ("license", "licence"))
    if files:
        notice = files[0].read_text("utf-8")
    else:
        readme = re.search(r"^#+ License.*", (ROOT / path / "README.md").read_text("utf-8"), flags=re.S | re.M)
        notice = readme.group() if readme else sys.exit(f"{path} does not say what its licence is")
    return f"{path.removeprefix('node_modules/')} {version}\n\n{notice.strip()}\n"


def fingerprint(path: Path) -> str:
    """Return the first characters of the hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:HASH_LENGTH]


if __name__ == "__main__":
    main()
