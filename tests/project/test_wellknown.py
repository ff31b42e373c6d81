"""robots.txt, security.txt and the icon."""

from datetime import datetime, timedelta

from django.test import Client
from django.utils import timezone


def _fields(response_text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in response_text.splitlines() if ": " in line)


def test_robots__keeps_crawlers_out_of_the_admin(client: Client) -> None:
    """And tells them the sitemap's full address."""
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    text = response.content.decode()
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_favicon__leads_to_the_icon(client: Client) -> None:
    """Browsers ask for it beside texts, feeds and PDF files."""
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response.headers["Location"].endswith("icons/favicon.svg")


def test_security_txt__is_valid(client: Client) -> None:
    """RFC 9116 wants a contact and an expiry less than a year away."""
    fields = _fields(client.get("/.well-known/security.txt").content.decode())
    assert fields["Contact"].startswith(("mailto:", "https:"))
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)
