import django.db.models.deletion
from django.db import migrations, models

from accounts import append_only


GUARDED = {
    "accounts_ledgerentry": "",
    "accounts_ledgerthing": "payload",
}


def guard(apps, schema_editor):
    append_only.guard(schema_editor.connection, GUARDED)


def unguard(apps, schema_editor):
    append_only.unguard(schema_editor.connection, GUARDED)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_accounts_are_appointed'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='original_sha256',
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256 of the original'),
        ),
        migrations.CreateModel(
            name='LedgerChain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='name')),
                ('number', models.PositiveBigIntegerField(default=0, verbose_name='number of its last entry')),
                ('hash', models.CharField(max_length=64, verbose_name='hash of its last entry')),
            ],
            options={
                'verbose_name': 'chain of the record',
                'verbose_name_plural': 'chains of the record',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('hash__regex', '^[0-9a-f]{64}$')), name='ledger_chain_has_hash')],
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='accounts.ledgerchain', verbose_name='chain')),
                ('number', models.PositiveBigIntegerField(verbose_name='number')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('event', models.CharField(max_length=60, verbose_name='what happened')),
                ('side', models.CharField(blank=True, max_length=2, verbose_name='who may read it')),
                ('body', models.TextField(verbose_name='content')),
                ('previous', models.CharField(max_length=64, verbose_name='hash of the entry before')),
                ('content', models.CharField(max_length=64, verbose_name='hash of its content')),
                ('hash', models.CharField(max_length=64, verbose_name='hash')),
            ],
            options={
                'verbose_name': 'entry of the record',
                'verbose_name_plural': 'entries of the record',
                'ordering': ['chain', 'number'],
                'constraints': [models.UniqueConstraint(fields=('chain', 'number'), name='ledger_entry_unique_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='ledger_entry_number_from_one')],
            },
        ),
        migrations.CreateModel(
            name='LedgerThing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='things', to='accounts.ledgerentry', verbose_name='entry')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('ref', models.CharField(max_length=80, verbose_name='reference')),
                ('side', models.CharField(blank=True, max_length=2, verbose_name='who may read it')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('payload', models.TextField(blank=True, verbose_name='state')),
            ],
            options={
                'verbose_name': 'state in the record',
                'verbose_name_plural': 'states in the record',
                'ordering': ['entry', 'position'],
                'indexes': [models.Index(fields=['ref', 'entry'], name='ledger_thing_by_ref')],
                'constraints': [models.UniqueConstraint(fields=('entry', 'position'), name='ledger_thing_unique_position')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
