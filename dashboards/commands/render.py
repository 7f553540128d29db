"""`forbear render`: the words that a person would see."""

import argparse

from dashboards.options import add_campaign, add_json, print_json

NAME = "render"
HELP = "show every message as a person would see it, or one variant, channel or locale"
EXAMPLES = """
forbear render
forbear render --variant peer_script
forbear render my_campaign --variant plain --channel feed --locale zh-CN --json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_campaign(parser)
    parser.add_argument("--variant", help="only this message")
    parser.add_argument("--channel", help="only this channel")
    parser.add_argument("--locale", help="only this locale")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Print every field of the messages."""
    from campaigns.files import load_campaign
    from campaigns.render import render

    campaign = load_campaign(options.campaign)
    if options.channel:
        campaign.channel(options.channel)
    chosen = [campaign.variant(options.variant)] if options.variant else campaign.variants
    shown = [
        (variant.id, channel, locale, dict(render(campaign, variant.id, channel, locale).fields))
        for variant in chosen
        for channel in ([options.channel] if options.channel else variant.channels)
        if options.variant or channel in variant.channels
        for locale in ([options.locale] if options.locale else campaign.locales)
    ]
    if options.json:
        messages = [
            {"variant": variant, "channel": channel, "locale": locale, "fields": fields}
            for variant, channel, locale, fields in shown
        ]
        print_json({"campaign": campaign.id, "data_status": campaign.data_status, "messages": messages})
        return 0
    if campaign.is_illustrative:
        from dashboards.labels import ILLUSTRATIVE

        print(ILLUSTRATIVE)
    for variant, channel, locale, fields in shown:
        print(f"--- {variant} · {channel} · {locale}")
        for field, text in fields.items():
            print(f"{field}: {text}")
    return 0
