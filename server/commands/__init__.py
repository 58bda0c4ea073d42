"""The commands of `dolmetsch`, one file each, in the order of its help."""

from server.commands import check, schema, serve, similar, translate

ALL = (serve, translate, similar, check, schema)
