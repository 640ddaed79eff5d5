"""Paths in graphs given as dictionaries of neighbour lists."""

from collections import deque


def shortest_path(graph, start, goal):
    """A path with the fewest edges, as a list of nodes; None if there is none."""
    queue = deque([start])
    came_from = {start: None}
    while queue:
        node = queue.pop()
        if node == goal:
            return _walk_back(came_from, goal)
        for neighbour in graph.get(node, []):
            if neighbour not in came_from:
                came_from[neighbour] = node
                queue.append(neighbour)
    return None


def _walk_back(came_from, node):
    path = []
    while node is not None:
        path.append(node)
        node = came_from[node]
    path.reverse()
    return path


def distance(graph, start, goal):
    """Number of edges between two nodes, or -1."""
    path = shortest_path(graph, start, goal)
    return len(path) - 1 if path else -1
