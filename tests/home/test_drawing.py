"""Pictures grown from a field and a seed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from defusedxml import ElementTree
from django.template import Context, Engine

from home import drawing
from home.drawing.canvas import Role, Square, path_number
from home.drawing.dice import Dice
from home.drawing.palettes import HUES, INK, PAPER, palette
from home.drawing.shapes import SHAPES

ROOT = Path(__file__).resolve().parents[2]
FIELDS = [*drawing.VOCABULARIES, "linh-vuc-la"]
SEEDS = ["NL-2022-0417", "a", "Ễ"]
SVG = "{http://www.w3.org/2000/svg}"


def classes(svg: str) -> set[str]:
    return {
        element.get("class", "") for element in ElementTree.fromstring(svg) if element.tag.endswith("path")
    }


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_pattern__valid_and_without_styles(field: str, seed: str) -> None:
    svg = drawing.pattern(field, seed)
    assert "style" not in svg
    assert "fill=" not in svg
    assert classes(svg) <= set(Role)
    root = ElementTree.fromstring(svg)
    assert root.get("viewBox") == "0 0 80 80"
    assert root.get("aria-hidden") == "true"


def test_pattern__same_in_another_process() -> None:
    code = "from home import drawing; print(drawing.pattern('y-te', 'YT-2023-0145', 6, 6))"
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == drawing.pattern("y-te", "YT-2023-0145", 6, 6)


def test_dice__sequence_never_changes() -> None:
    dice = Dice("nang-luong/NL-2022-0417")
    assert [dice.below(100) for _ in range(8)] == [23, 3, 93, 91, 16, 97, 24, 14]


def test_dice__weights_are_respected() -> None:
    dice = Dice("cân")
    drawn = [dice.pick("ab", (9, 1)) for _ in range(2000)]
    assert 1700 < drawn.count("a") < 1900


def test_pattern__seed_and_field_change_it() -> None:
    pictures = {drawing.pattern(field, seed) for field in FIELDS for seed in SEEDS}
    assert len(pictures) == len(FIELDS) * len(SEEDS)


def test_pattern__unknown_field_is_neutral_and_names_no_field() -> None:
    svg = drawing.pattern("linh-vuc-la", "x")
    assert "data-field" not in svg


def test_pattern__label_announces_and_is_escaped() -> None:
    root = ElementTree.fromstring(drawing.pattern("y-te", "x", label='Tổ "<A>" & B'))
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'Tổ "<A>" & B'
    assert root.get("aria-hidden") is None


@pytest.mark.parametrize(("columns", "rows"), [(2, 2), (4, 4), (6, 6), (8, 4), (15, 5)])
def test_pattern__every_grid_is_covered(columns: int, rows: int) -> None:
    picture = drawing.compose_pattern("ky-thuat", "x", columns, rows)
    assert (picture.width, picture.height) == (columns * 20, rows * 20)
    numbers = [float(n) for mark in picture.marks for n in re.findall(r"[MHL](\d+(?:\.\d)?)", mark.outline)]
    assert max(numbers) <= picture.width


def test_pattern__stays_small() -> None:
    sizes = [len(drawing.pattern(field, seed)) for field in FIELDS for seed in SEEDS]
    assert max(sizes) < 5000
    assert sum(sizes) / len(sizes) < 2000


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("side", [20, 40, 120])
def test_shapes__stay_inside_their_square(name: str, side: int) -> None:
    for seed in range(6):
        marks = SHAPES[name].draw(Dice(str(seed)), Square(100, 200, side), Role.HUE, Role.MIDDLE)
        assert marks
        for mark in marks:
            assert mark.outline.startswith("M")
            assert mark.outline.endswith("z")
            x, y = (float(n) for n in re.match(r"M(-?[\d.]+) ?(-?[\d.]+)", mark.outline).groups())  # type: ignore[union-attr]
            assert 99.9 <= x <= 100.1 + side
            assert 199.9 <= y <= 200.1 + side


@pytest.mark.parametrize("figure", [*drawing.FIGURES, "khác"])
@pytest.mark.parametrize("wide", [False, True])
def test_portrait__every_figure(figure: str, wide: bool) -> None:
    svg = drawing.portrait("an-toan", "x", figure, label="Một công nhân", wide=wide)
    root = ElementTree.fromstring(svg)
    assert root.get("viewBox") == ("0 0 480 320" if wide else "0 0 320 400")
    assert root.get("data-theme") == "light"
    assert root.get("aria-label") == "Một công nhân"
    assert Role.INK in classes(svg)
    assert "style" not in svg


def test_portrait__figures_differ() -> None:
    assert len({drawing.portrait("an-toan", "x", figure) for figure in drawing.FIGURES}) == len(
        drawing.FIGURES
    )


def test_portrait__cap_of_a_nurse_has_a_cross() -> None:
    nurse, other = (
        drawing.compose_portrait(field, "x", "cap").marks[-1].outline for field in ("y-te", "co-khi")
    )
    assert nurse.count("h") > 4
    assert other.count("h") <= 2


@pytest.mark.parametrize("field", FIELDS)
def test_pattern_file__carries_its_colours(field: str) -> None:
    svg = drawing.pattern_file(field, "x", label="Hình & tên")
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.findtext(f"{SVG}title") == "Hình & tên"
    assert "class" not in svg
    fills = {element.get("fill") for element in root.iter(f"{SVG}path")}
    assert fills <= set(palette(field).values())


def test_palette__same_as_the_light_theme() -> None:
    css = (ROOT / "static/css/tokens.css").read_text()
    light = css[css.index("--paper:") : css.index('[data-theme="dark"]')]
    values = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    assert (values["paper"], values["ink"]) == (PAPER, INK)
    for field, colours in HUES.items():
        assert colours == (values[field], values[f"{field}-mid"], values[f"{field}-soft"])
    assert set(HUES) == set(drawing.VOCABULARIES)


def test_lost_pattern__shows_the_gap() -> None:
    assert 'class="gap"' in drawing.lost_pattern("giao-thong", "404")
    ElementTree.fromstring(drawing.lost_pattern("giao-thong", "404"))


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.04, "0"), (-0.04, "0"), (1.25, "1.2"), (20.0, "20"), (-3.5, "-3.5"), (100, "100")],
)
def test_path_number__short(value: float, written: str) -> None:
    assert path_number(value) == written


def render(source: str, **context: object) -> str:
    engine = Engine(libraries={"drawing": "home.templatetags.drawing"})
    return engine.from_string("{% load drawing %}" + source).render(Context(context))


def test_tags__draw_inline() -> None:
    assert render("{% pattern field code %}", field="y-te", code="YT-1") == drawing.pattern("y-te", "YT-1")
    assert render("{% pattern None 5 %}") == drawing.pattern("", "5")
    portrait = render('{% portrait "y-te" "s" "cap" label="Một điều dưỡng" wide=True %}')
    assert portrait == drawing.portrait("y-te", "s", "cap", "Một điều dưỡng", wide=True)


def test_tags__mosaic_of_at_most_five() -> None:
    root = ElementTree.fromstring(render('{% mosaic fields "s" %}', fields=list(drawing.VOCABULARIES)))
    assert root.get("class") == "mosaic"
    assert len(root) == 5
