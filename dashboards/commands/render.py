"""`forbear render`: the words that a person would see."""

import argparse

from dashboards.options import add_campaign, add_json, print_json

NAME = "render"
HELP = "show a message as a person would see it, on one channel in one locale, or on all"
EXAMPLES = """
forbear render --variant peer_script
forbear render my_campaign --variant plain --channel feed --locale zh-CN --json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_campaign(parser)
    parser.add_argument("--variant", required=True, help="which message")
    parser.add_argument("--channel", help="only this channel")
    parser.add_argument("--locale", help="only this locale")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Print every field of the message."""
    from campaigns.files import load_campaign
    from campaigns.render import render

    campaign = load_campaign(options.campaign)
    variant = campaign.variant(options.variant)
    shown = [
        (channel, locale, dict(render(campaign, variant.id, channel, locale).fields))
        for channel in ([options.channel] if options.channel else variant.channels)
        for locale in ([options.locale] if options.locale else campaign.locales)
    ]
    if options.json:
        messages = [{"channel": channel, "locale": locale, "fields": fields} for channel, locale, fields in shown]
        print_json({"variant": variant.id, "messages": messages})
        return 0
    for channel, locale, fields in shown:
        print(f"--- {variant.id} · {channel} · {locale}")
        for field, text in fields.items():
            print(f"{field}: {text}")
    return 0
