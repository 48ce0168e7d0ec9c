"""What belongs to a checkout."""

from tools.tree import Module


def test_installed_generated_and_hidden_files_are_left_out(plant):
    names = ["src/a.py", "node_modules/x.js", ".venv/y.py", "src/a/static/vendor/z.css", ".ci/run"]
    tree = plant(dict.fromkeys(names, "x = 1\n"))
    assert set(names) & set(tree.paths) == {"src/a.py", ".ci/run"}


def test_migrations_are_no_modules_of_ours(plant):
    tree = plant({"src/a/migrations/0001.py": "", "src/a/b.py": ""})
    assert [module.dotted for module in tree.modules("src")] == ["a.b"]


def test_a_package_is_named_after_its_folder():
    assert Module("src/a/b/__init__.py", "").dotted == "a.b"


def test_binary_files_hold_no_text(plant, tmp_path):
    tree = plant({})
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0\0")
    assert tree.text("picture.png") == ""
