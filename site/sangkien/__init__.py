"""The project: settings, URLs, WSGI and site-wide middleware. The subject lives in the layers below."""
