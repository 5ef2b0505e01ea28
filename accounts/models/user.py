"""People who sign in. What each role may do is decided in `roadmap.permissions`, not here."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models.country import Country
from accounts.models.institution import Institution
from accounts.models.ledger import Recorded


class Role(models.TextChoices):
    SECRETARIAT = "secretariat", _("Technical secretariat")
    FOREIGN_MINISTRY = "foreign_ministry", _("Foreign ministry")
    FOCAL_POINT = "focal_point", _("Focal point")
    AUTHORITY = "authority", _("Authority of an institution")
    READER = "reader", _("Ministry staff")
    CONSUL = "consul", _("Consul")
    OBSERVER = "observer", _("Observer")
    OPERATOR = "operator", _("Operator")


OF_A_COUNTRY = [
    Role.SECRETARIAT,
    Role.FOREIGN_MINISTRY,
    Role.FOCAL_POINT,
    Role.AUTHORITY,
    Role.READER,
    Role.CONSUL,
]


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    RECORD = Recorded(
        "person",
        side=lambda row: row["country_id"],
        without=("password", "last_login", "language", "mail_rhythm"),
    )

    class MailRhythm(models.TextChoices):
        AT_ONCE = "at_once", _("One by one, at once")
        DAILY = "daily", _("Together, every day at seven in the morning")
        WEEKLY = "weekly", _("Together, on Mondays at seven in the morning")

    email = models.EmailField(
        _("e-mail"), unique=True, error_messages={"unique": _("There is already a person with this e-mail.")}
    )
    full_name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("country")
    )
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("institution"),
    )
    language = models.CharField(
        _("language"), max_length=2, choices=[("es", _("Spanish")), ("en", _("English"))], default="es"
    )
    mail_rhythm = models.CharField(
        _("letters"), max_length=10, choices=MailRhythm, default=MailRhythm.AT_ONCE
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_demonstration = models.BooleanField(_("demonstration account"), default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name", "role"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["full_name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_unique_email",
                violation_error_message=_("There is already a person with this e-mail."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(condition=Q(language__in=["es", "en"]), name="user_language_known"),
            models.CheckConstraint(
                condition=Q(mail_rhythm__in=["at_once", "daily", "weekly"]), name="user_mail_rhythm_known"
            ),
            models.CheckConstraint(
                condition=Q(country__isnull=False) | ~Q(role__in=OF_A_COUNTRY),
                name="user_role_has_country",
                violation_error_message=_("This role acts for a country: choose it."),
            ),
            models.CheckConstraint(
                condition=Q(institution__isnull=False) | ~Q(role__in=[Role.FOCAL_POINT, Role.AUTHORITY]),
                name="user_role_has_institution",
                violation_error_message=_("This role acts for an institution: choose it."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    # Whether an appointment in force lets the person act: `accounts.appointments` says so for a day, and who was
    # loaded without asking it may not.
    has_appointment = False
    # Whether there is a second factor: `accounts.second_factor.annotated` says so.
    has_second_factor = False

    @property
    def may_act(self) -> bool:
        """Signs in, and holds an appointment in force where the role acts for a country."""
        return self.is_active and (self.role not in OF_A_COUNTRY or self.has_appointment)

    @property
    def is_invited(self) -> bool:
        """May sign in, never did, and has not chosen a password: the link is on its way."""
        return self.is_active and self.last_login is None and not self.has_usable_password()

    # What Django's own parts ask of a user. Nobody has blanket permissions in this product.
    is_staff = False
    is_superuser = False

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0]
