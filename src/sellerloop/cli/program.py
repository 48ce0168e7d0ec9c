"""``sellerloop``: the program and what its commands share."""

from pathlib import Path

import click

from sellerloop.cli.building import build_command
from sellerloop.cli.catalogue import catalogue_command
from sellerloop.cli.doctor import doctor_command
from sellerloop.cli.explaining import explain_command
from sellerloop.cli.importing import import_command
from sellerloop.cli.measuring import metric_command
from sellerloop.cli.scoring import score_command
from sellerloop.cli.simulating import simulate_command
from sellerloop.cli.up import up_command
from sellerloop.lake.storage import Lake


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--lake",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/lake"),
    envvar="SELLERLOOP_LAKE",
    show_default=True,
    help="Folder that holds events, facts and scores.",
)
@click.version_option(package_name="sellerloop")
@click.pass_context
def main(context: click.Context, folder: Path) -> None:
    """Sellerloop: events, metrics and scores of a marketplace's sellers.

    \b
    sellerloop --lake shop import --mapping olist olist/
    sellerloop --lake shop build
    sellerloop --lake shop score --policy sps-us
    sellerloop --lake shop explain ACCOUNT --policy sps-us

    Exit codes: 0 done (rows may have been refused), 1 a problem (or refused rows with --strict), 2 wrong use.
    """
    context.obj = Lake(folder)


for command in (
    up_command,
    import_command,
    build_command,
    metric_command,
    score_command,
    explain_command,
    simulate_command,
    catalogue_command,
    doctor_command,
):
    main.add_command(command)
