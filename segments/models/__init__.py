"""The typing models: siblings that replace each other; each file holds one, named MODEL."""

import importlib
import pkgutil
from collections.abc import Mapping
from typing import cast

from campaigns.errors import InvalidInput
from segments.models.base import MembershipModel


def model_kinds() -> tuple[str, ...]:
    """Name the models there are: one per file of this folder.

    >>> model_kinds()
    ('latent_class', 'rules')
    """
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name != "base"))


def model_type(kind: str) -> type[MembershipModel]:
    """Find a model by its kind; InvalidInput names those there are."""
    if kind not in model_kinds():
        raise InvalidInput(f"typing model: kind = {kind!r}; wanted one of {', '.join(model_kinds())}.")
    module = importlib.import_module(f"{__name__}.{kind}")
    return cast("type[MembershipModel]", module.MODEL)


def model_from_json(document: object) -> MembershipModel:
    """Read any model from what its `to_json` wrote.

    >>> from segments.models.rules import RulesModel
    >>> model_from_json(RulesModel.example().to_json()).segments
    ('gifts', 'luck', 'ally')
    """
    if not isinstance(document, Mapping) or "kind" not in document:
        raise InvalidInput("typing model: wanted an object with the key 'kind'; write it with forbear segments fit.")
    return model_type(str(document["kind"])).from_json(document)
