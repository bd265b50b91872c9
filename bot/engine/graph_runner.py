"""Runs the model's graph in an order that is found once.

Rasa hands the graph to Dask, which orders it anew and keeps a queue for threads at each run, and
each turn has half a dozen: a tenth of a turn went there. Nothing here runs side by side, so nodes
are simply called one after another, each after those that it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rasa.core.processor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

if TYPE_CHECKING:
    from rasa.engine.graph import GraphSchema


class OrderedGraphRunner(DaskGraphRunner):
    """Loads a graph as Rasa's runner does, and runs it without a scheduler."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Load the graph; arguments as Rasa's runner takes them."""
        super().__init__(*args, **kwargs)
        self._orders: dict[tuple[str, ...], tuple[str, ...]] = {}

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """Run the nodes that some targets need.

        Args:
            inputs: What comes from outside, by the names that nodes know it by.
            targets: Names of the nodes whose outputs are wanted; by default the graph's own.

        Returns:
            The targets' outputs by name.

        Raises:
            GraphRunError: when an input bears the name of a node, or a node lacks one.
        """
        wanted = tuple(targets or self._graph_schema.target_names)
        if wanted not in self._orders:
            self._orders[wanted] = _order(self._graph_schema, wanted)
        found = dict(inputs or {})
        clashing = found.keys() & self._graph_schema.nodes.keys()
        if clashing:
            raise GraphRunError(f"Inputs are named like nodes: {', '.join(sorted(clashing))}.")
        for name in self._orders[wanted]:
            needed = self._graph_schema.nodes[name].needs.values()
            given = [(each, found[each]) for each in needed if each in found]
            _, found[name] = self._instantiated_nodes[name](*given)
        return {name: found[name] for name in wanted}


def _order(schema: GraphSchema, targets: tuple[str, ...]) -> tuple[str, ...]:
    """The nodes that some targets need, each after those that it needs itself."""
    ordered: dict[str, None] = {}

    def add(name: str) -> None:
        if name in ordered or name not in schema.nodes:
            return
        for needed in schema.nodes[name].needs.values():
            add(needed)
        ordered[name] = None

    for target in targets:
        add(target)
    return tuple(ordered)


def install() -> None:
    """Let Rasa load its models with this runner; training keeps Rasa's own."""
    rasa.core.processor.DaskGraphRunner = OrderedGraphRunner
