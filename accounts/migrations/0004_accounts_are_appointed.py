"""Everybody who could act before appointments were kept goes on: with one, open ended, since the account was made."""

from django.db import migrations
from django.utils import timezone

OF_A_COUNTRY = ["secretariat", "foreign_ministry", "focal_point", "authority", "reader", "consul"]


def appoint(apps, schema_editor):
    User, Appointment = apps.get_model("accounts", "User"), apps.get_model("accounts", "Appointment")
    now = timezone.now()
    for person in User.objects.filter(role__in=OF_A_COUNTRY, appointments=None):
        Appointment.objects.create(
            person=person,
            role=person.role,
            country_id=person.country_id,
            institution_id=person.institution_id,
            starts_on=person.created_at.date(),
            appointed_at=now,
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_appointments")]
    operations = [migrations.RunPython(appoint, migrations.RunPython.noop)]
