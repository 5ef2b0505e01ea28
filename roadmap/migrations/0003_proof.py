import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts import append_only


GUARDED = {
    "roadmap_closingend": "",
    "roadmap_closingoriginal": "",
    "roadmap_closingpaper": "",
    "roadmap_closingseal": "",
    "roadmap_closingsignature": "",
    "roadmap_expungement": "",
    "roadmap_expungementdecision": "",
    "roadmap_periodclosing": "",
    "roadmap_senthead": "",
    "roadmap_signaturecheck": "",
    "roadmap_signedupload": "",
    "roadmap_statesignature": "",
    "roadmap_unilateralanswer": "",
    "roadmap_unilateralrecord": "",
}


def guard(apps, schema_editor):
    append_only.guard(schema_editor.connection, GUARDED)


def unguard(apps, schema_editor):
    append_only.unguard(schema_editor.connection, GUARDED)



def keep_the_originals(apps, schema_editor):
    """What was handed in before pictures were cleaned is what was kept."""
    Evidence = apps.get_model("roadmap", "Evidence")
    Evidence.objects.filter(kind="file").update(original_sha256=models.F("sha256"))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_record'),
        ('accounts', '__first__'),
        ('roadmap', '0002_two_sovereign_parties'),
    ]

    operations = [
        migrations.AddField(
            model_name='evidence',
            name='category',
            field=models.CharField(blank=True, choices=[('minutes', 'Minutes'), ('official_letter', 'Official letter'), ('report', 'Report'), ('attendance', 'Attendance list'), ('photograph', 'Photograph'), ('norm', 'Law or regulation'), ('material', 'Printed or training material'), ('statistics', 'Statistics'), ('other', 'Other')], default='other', max_length=20, verbose_name='type of document'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='classification',
            field=models.CharField(choices=[('none', 'Not classified'), ('internal', 'For internal use'), ('confidential', 'Confidential'), ('reserved', 'Reserved'), ('secret', 'Secret')], default='none', max_length=12, verbose_name='legal classification'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='commitment',
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='commitment'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='dated',
            field=models.DateField(blank=True, null=True, verbose_name='date of the document'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='institution',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.institution', verbose_name='institution that made it'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='original_sha256',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=64, verbose_name='SHA-256 of the original'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='rejected_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='rejected at'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='rejected_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='rejected by'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='rejection_reason',
            field=models.TextField(blank=True, verbose_name='reason of the rejection'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='salt',
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name='evidence',
            name='statement',
            field=models.TextField(blank=True, verbose_name='statement for the counterpart'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='visibility',
            field=models.CharField(choices=[('public', 'Public'), ('binational', 'Binational'), ('own_country', 'Only my country')], default='binational', max_length=12, verbose_name='who reads it'),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='category',
            field=models.CharField(blank=True, choices=[('minutes', 'Minutes'), ('official_letter', 'Official letter'), ('report', 'Report'), ('attendance', 'Attendance list'), ('photograph', 'Photograph'), ('norm', 'Law or regulation'), ('material', 'Printed or training material'), ('statistics', 'Statistics'), ('other', 'Other')], default='other', max_length=20, verbose_name='type of document'),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='classification',
            field=models.CharField(choices=[('none', 'Not classified'), ('internal', 'For internal use'), ('confidential', 'Confidential'), ('reserved', 'Reserved'), ('secret', 'Secret')], default='none', max_length=12, verbose_name='legal classification'),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='commitment',
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='commitment'),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='dated',
            field=models.DateField(blank=True, null=True, verbose_name='date of the document'),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='institution',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.institution', verbose_name='institution that made it'),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='original_sha256',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=64, verbose_name='SHA-256 of the original'),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='rejected_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='rejected at'),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='rejected_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='rejected by'),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='rejection_reason',
            field=models.TextField(blank=True, verbose_name='reason of the rejection'),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='salt',
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='statement',
            field=models.TextField(blank=True, verbose_name='statement for the counterpart'),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='visibility',
            field=models.CharField(choices=[('public', 'Public'), ('binational', 'Binational'), ('own_country', 'Only my country')], default='binational', max_length=12, verbose_name='who reads it'),
        ),
        migrations.AddField(
            model_name='historicalroadmap',
            name='closing_visto_bueno',
            field=models.BooleanField(default=False, verbose_name='the foreign ministries give their visto bueno to a closing'),
        ),
        migrations.AddField(
            model_name='historicalroadmap',
            name='sign_days',
            field=models.PositiveSmallIntegerField(default=15, verbose_name='days to sign a closing'),
        ),
        migrations.AddField(
            model_name='roadmap',
            name='closing_visto_bueno',
            field=models.BooleanField(default=False, verbose_name='the foreign ministries give their visto bueno to a closing'),
        ),
        migrations.AddField(
            model_name='roadmap',
            name='sign_days',
            field=models.PositiveSmallIntegerField(default=15, verbose_name='days to sign a closing'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('category__in', ['', 'minutes', 'official_letter', 'report', 'attendance', 'photograph', 'norm', 'material', 'statistics', 'other'])), name='evidence_category_known'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('visibility__in', ['public', 'binational', 'own_country'])), name='evidence_visibility_known'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('classification__in', ['none', 'internal', 'confidential'])), name='evidence_is_neither_reserved_nor_secret'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('visibility', 'public'), _negated=True), ('classification', 'none'), _connector='OR'), name='evidence_public_is_not_classified'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('commitment__regex', '^[0-9a-f]{64}$'), ('salt__regex', '^[0-9a-f]{32}$'), ('visibility', 'own_country')), models.Q(models.Q(('visibility', 'own_country'), _negated=True), ('commitment', ''), ('salt', '')), _connector='OR'), name='evidence_of_one_country_has_commitment'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('original_sha256', ''), models.Q(('kind', 'file'), ('original_sha256__regex', '^[0-9a-f]{64}$')), _connector='OR'), name='evidence_original_is_a_file'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rejected_at', None), ('rejection_reason', '')), models.Q(('rejected_at__isnull', False), models.Q(('rejection_reason', ''), _negated=True)), _connector='OR'), name='evidence_rejected_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at', None), ('rejected_at', None), ('rejected_at__lte', models.F('accepted_at')), _connector='OR'), name='evidence_accepted_stays_so'),
        ),
        migrations.AddConstraint(
            model_name='roadmap',
            constraint=models.CheckConstraint(condition=models.Q(('sign_days__gte', 1), ('sign_days__lte', 365)), name='roadmap_sign_days_in_range', violation_error_message='The term to sign goes from 1 to 365 days.'),
        ),
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='roadmap.progressreport', verbose_name='progress report')),
                ('kind', models.CharField(max_length=40, verbose_name='what it looks like')),
                ('where', models.CharField(max_length=60, verbose_name='where')),
                ('salt', models.CharField(max_length=32, verbose_name='salt')),
                ('digests', models.JSONField(verbose_name='what was found, hashed')),
                ('reason', models.TextField(verbose_name='why it is none')),
                ('declared_at', models.DateTimeField(verbose_name='declared at')),
                ('declared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='declared by')),
            ],
            options={
                'verbose_name': 'declaration',
                'verbose_name_plural': 'declarations',
                'ordering': ['report', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='declaration_has_reason', violation_error_message='Say why it is none.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), _negated=True), models.Q(('where', ''), _negated=True)), name='declaration_says_of_what'), models.CheckConstraint(condition=models.Q(('salt__regex', '^[0-9a-f]{32}$')), name='declaration_has_salt')],
            },
        ),
        migrations.CreateModel(
            name='Expungement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expungements', to='roadmap.progressreport', verbose_name='progress report')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.country', verbose_name='country')),
                ('items', models.JSONField(verbose_name='what is taken away')),
                ('why', models.CharField(choices=[('victim', 'Data of a victim or of a minor'), ('person', 'Data of another person that have no place here'), ('secret', 'What the law of the country calls secret or reserved')], max_length=10, verbose_name='why')),
                ('ordered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ordered by')),
                ('ordered_at', models.DateTimeField(verbose_name='ordered at')),
            ],
            options={
                'verbose_name': 'expungement',
                'verbose_name_plural': 'expungements',
                'ordering': ['-ordered_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('why__in', ['victim', 'person', 'secret'])), name='expungement_why_known'), models.CheckConstraint(condition=models.Q(('items', []), _negated=True), name='expungement_has_items')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalDeclaration',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='what it looks like')),
                ('where', models.CharField(max_length=60, verbose_name='where')),
                ('salt', models.CharField(max_length=32, verbose_name='salt')),
                ('digests', models.JSONField(verbose_name='what was found, hashed')),
                ('reason', models.TextField(verbose_name='why it is none')),
                ('declared_at', models.DateTimeField(verbose_name='declared at')),
                ('report', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='roadmap.progressreport', verbose_name='progress report')),
                ('declared_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='declared by')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical declaration',
                'verbose_name_plural': 'historical declarations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('bundle', 'Complete copy'), ('originals', 'Originals to be signed'), ('signatures', 'Check of signatures')], max_length=20, verbose_name='kind')),
                ('roadmap', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='roadmap.roadmap', verbose_name='roadmap')),
                ('parameters', models.JSONField(blank=True, default=dict, verbose_name='what was asked for')),
                ('request', models.CharField(max_length=64, verbose_name='SHA-256 of the request')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.country', verbose_name='country')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to=settings.AUTH_USER_MODEL, verbose_name='asked for by')),
                ('asked_at', models.DateTimeField(verbose_name='asked for at')),
                ('state', models.CharField(choices=[('queued', 'Waiting for its turn'), ('running', 'Being prepared'), ('done', 'Ready'), ('failed', 'Not possible'), ('cancelled', 'Cancelled')], default='queued', max_length=10, verbose_name='state')),
                ('done', models.PositiveBigIntegerField(default=0, verbose_name='done')),
                ('total', models.PositiveBigIntegerField(default=0, verbose_name='in total')),
                ('message', models.TextField(blank=True, verbose_name='message')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('task', models.UUIDField(blank=True, null=True, verbose_name='place in the queue')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started at')),
                ('lost_at', models.DateTimeField(blank=True, null=True, verbose_name='lost unless heard of before')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='forgotten at')),
                ('file', models.FileField(blank=True, max_length=300, upload_to='', verbose_name='file')),
                ('file_name', models.CharField(blank=True, max_length=200, verbose_name='name of the file')),
                ('content_type', models.CharField(blank=True, max_length=100, verbose_name='type')),
                ('size', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='size in bytes')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
            ],
            options={
                'verbose_name': 'background job',
                'verbose_name_plural': 'background jobs',
                'ordering': ['-asked_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['state'], name='job_still_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['bundle', 'originals', 'signatures'])), name='job_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('expires_at', None), ('finished_at', None), ('state__in', ['queued', 'running'])), models.Q(('expires_at__isnull', False), ('finished_at__isnull', False), ('state__in', ['done', 'failed', 'cancelled'])), _connector='OR'), name='job_over_has_instant'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'running'), _negated=True), models.Q(('lost_at__isnull', False), ('started_at__isnull', False), ('tries__gte', 1)), _connector='OR'), name='job_running_has_instant'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('message', ''), _negated=True), _connector='OR'), name='job_failed_says_why'), models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='job_done_within_total'), models.CheckConstraint(condition=models.Q(models.Q(('content_type', ''), ('file', ''), ('file_name', ''), ('sha256', ''), ('size', None)), models.Q(('sha256__regex', '^[0-9a-f]{64}$'), ('size__isnull', False), ('state', 'done'), models.Q(('file', ''), _negated=True), models.Q(('file_name', ''), _negated=True), models.Q(('content_type', ''), _negated=True)), _connector='OR'), name='job_file_whole_and_of_what_is_done'), models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'running'])), fields=('asked_by', 'request'), name='job_one_open_a_request')],
            },
        ),
        migrations.CreateModel(
            name='PeriodClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('roadmap', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='roadmap.roadmap', verbose_name='roadmap')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('cutoff', models.DateField(verbose_name='cutoff date')),
                ('known_at', models.DateTimeField(verbose_name='as known at')),
                ('content', models.TextField(verbose_name='content')),
                ('content_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the content')),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='roadmap.periodclosing', verbose_name='replaces')),
                ('sign_days', models.PositiveSmallIntegerField(verbose_name='days to sign a closing')),
                ('needs_visto_bueno', models.BooleanField(verbose_name='the foreign ministries give their visto bueno to a closing')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.country', verbose_name='proposed by the party')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                ('proposed_at', models.DateTimeField(verbose_name='proposed at')),
            ],
            options={
                'verbose_name': 'period closing',
                'verbose_name_plural': 'period closings',
                'ordering': ['roadmap', '-number'],
                'constraints': [models.UniqueConstraint(fields=('roadmap', 'number'), name='closing_unique_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='closing_number_from_one'), models.CheckConstraint(condition=models.Q(('content', ''), _negated=True), name='closing_has_content'), models.CheckConstraint(condition=models.Q(('content_sha256__regex', '^[0-9a-f]{64}$')), name='closing_has_content_hash'), models.CheckConstraint(condition=models.Q(('sign_days__gte', 1), ('sign_days__lte', 365)), name='closing_sign_days_in_range'), models.CheckConstraint(condition=models.Q(('known_at__lte', models.F('proposed_at'))), name='closing_known_when_proposed')],
            },
        ),
        migrations.CreateModel(
            name='SentHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.country', verbose_name='country')),
                ('day', models.DateField(verbose_name='day')),
                ('chain', models.CharField(max_length=120, verbose_name='chain')),
                ('number', models.PositiveBigIntegerField(verbose_name='number of the entry')),
                ('hash', models.CharField(max_length=64, verbose_name='hash of the entry')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('signed', models.TextField(verbose_name='signed file')),
            ],
            options={
                'verbose_name': 'head of the record',
                'verbose_name_plural': 'heads of the record',
                'ordering': ['-day', 'chain', 'country'],
                'constraints': [models.UniqueConstraint(fields=('country', 'day', 'chain'), name='sent_head_one_a_day'), models.CheckConstraint(condition=models.Q(('hash__regex', '^[0-9a-f]{64}$')), name='sent_head_has_hash'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='sent_head_of_an_entry')],
            },
        ),
        migrations.CreateModel(
            name='ClosingEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='roadmap.periodclosing')),
                ('kind', models.CharField(choices=[('void', 'Void: the figures changed'), ('withdrawn', 'Withdrawn')], max_length=10, verbose_name='kind')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('why', models.JSONField(blank=True, default=dict, verbose_name='what changed')),
            ],
            options={
                'verbose_name': 'end of a closing',
                'verbose_name_plural': 'ends of closings',
                'ordering': ['closing'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind', 'void'), models.Q(('by__isnull', False), ('kind', 'withdrawn')), _connector='OR'), name='closing_end_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='ClosingOriginal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='originals', to='roadmap.periodclosing')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.country', verbose_name='original of')),
                ('file', models.FileField(max_length=300, upload_to='', verbose_name='file')),
                ('file_name', models.CharField(max_length=200, verbose_name='name of the file')),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked for by')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
            ],
            options={
                'verbose_name': 'original of a closing',
                'verbose_name_plural': 'originals of closings',
                'ordering': ['closing', 'country'],
                'constraints': [models.UniqueConstraint(fields=('closing', 'country'), name='closing_original_one_a_party'), models.CheckConstraint(condition=models.Q(('file', ''), _negated=True), name='closing_original_has_file'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='closing_original_has_sha256')],
            },
        ),
        migrations.CreateModel(
            name='ClosingPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='roadmap.periodclosing')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.country', verbose_name='party')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='closing_paper', to='accounts.document', verbose_name='document')),
                ('kind', models.CharField(choices=[('ink', 'Signed by hand and scanned'), ('pades', 'Signed with certificates')], max_length=10, verbose_name='kind')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='bound by')),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'signed document of a closing',
                'verbose_name_plural': 'signed documents of closings',
                'ordering': ['closing', 'at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['ink', 'pades'])), name='closing_paper_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='ClosingSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='roadmap.periodclosing')),
                ('seal', models.TextField(verbose_name='seal')),
                ('sha256', models.CharField(max_length=64, unique=True, verbose_name='SHA-256')),
                ('sealed_at', models.DateTimeField(verbose_name='sealed at')),
            ],
            options={
                'verbose_name': 'seal of a closing',
                'verbose_name_plural': 'seals of closings',
                'ordering': ['closing'],
                'constraints': [models.CheckConstraint(condition=models.Q(('seal', ''), _negated=True), name='closing_seal_has_text'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='closing_seal_has_sha256')],
            },
        ),
        migrations.CreateModel(
            name='ClosingSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='roadmap.periodclosing')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.country', verbose_name='party')),
                ('office', models.CharField(choices=[('secretariat', 'Technical secretariat'), ('foreign_ministry', 'Foreign ministry')], max_length=20, verbose_name='office')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='signed by')),
                ('signed_at', models.DateTimeField(verbose_name='signed at')),
                ('statement', models.TextField(verbose_name='what was signed')),
            ],
            options={
                'verbose_name': 'signature of a closing',
                'verbose_name_plural': 'signatures of closings',
                'ordering': ['closing', 'signed_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('closing', 'country', 'office'), name='closing_signature_one_an_office', violation_error_message='This office has already signed the closing.'), models.CheckConstraint(condition=models.Q(('office__in', ['secretariat', 'foreign_ministry'])), name='closing_signature_office_known'), models.CheckConstraint(condition=models.Q(('statement', ''), _negated=True), name='closing_signature_has_statement')],
            },
        ),
        migrations.CreateModel(
            name='ClosingText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='roadmap.periodclosing')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('salt', models.CharField(max_length=32, verbose_name='salt')),
                ('text', models.TextField(verbose_name='text')),
            ],
            options={
                'verbose_name': 'text of a closing',
                'verbose_name_plural': 'texts of closings',
                'ordering': ['closing', 'sha256'],
                'constraints': [models.UniqueConstraint(fields=('closing', 'sha256'), name='closing_text_unique'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='closing_text_has_sha256'), models.CheckConstraint(condition=models.Q(('salt__regex', '^[0-9a-f]{32}$')), name='closing_text_has_salt')],
            },
        ),
        migrations.CreateModel(
            name='ExpungementDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expungement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='roadmap.expungement')),
                ('outcome', models.CharField(choices=[('done', 'Confirmed and done'), ('declined', 'Not confirmed')], max_length=10, verbose_name='outcome')),
                ('taken', models.JSONField(default=list, verbose_name='what stays of it')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('at', models.DateTimeField(verbose_name='decided at')),
            ],
            options={
                'verbose_name': 'decision on an expungement',
                'verbose_name_plural': 'decisions on expungements',
                'ordering': ['expungement'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'done'), models.Q(('taken', []), _negated=True)), models.Q(('outcome', 'declined'), ('taken', [])), _connector='OR'), name='expungement_decision_known')],
            },
        ),
        migrations.CreateModel(
            name='SignedUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signed_uploads', to='roadmap.periodclosing')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.country', verbose_name='party')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signed_upload', to='accounts.document', verbose_name='document')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                ('at', models.DateTimeField(verbose_name='uploaded at')),
            ],
            options={
                'verbose_name': 'signed file of a closing',
                'verbose_name_plural': 'signed files of closings',
                'ordering': ['closing', 'at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='UnilateralRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('roadmap', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unilateral_records', to='roadmap.roadmap', verbose_name='roadmap')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('closing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='unilateral', to='roadmap.periodclosing', verbose_name='proposal that was not signed')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.country', verbose_name='party')),
                ('statement', models.TextField(verbose_name='what is on record')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='issued by')),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'unilateral record',
                'verbose_name_plural': 'unilateral records',
                'ordering': ['roadmap', '-number'],
                'constraints': [models.UniqueConstraint(fields=('roadmap', 'number'), name='unilateral_unique_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='unilateral_number_from_one'), models.CheckConstraint(condition=models.Q(('statement', ''), _negated=True), name='unilateral_has_statement'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='unilateral_has_sha256')],
            },
        ),
        migrations.CreateModel(
            name='SignatureCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='roadmap.signedupload')),
                ('original', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='roadmap.closingoriginal')),
                ('verdict', models.CharField(choices=[('accepted', 'Accepted'), ('unknown', 'Unknown root'), ('refused', 'Not accepted')], max_length=10, verbose_name='verdict')),
                ('content', models.TextField(verbose_name='what was found')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked for by')),
                ('at', models.DateTimeField(verbose_name='checked at')),
            ],
            options={
                'verbose_name': 'check of signatures',
                'verbose_name_plural': 'checks of signatures',
                'ordering': ['upload', 'at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('original__isnull', False), ('verdict__in', ['unknown', 'accepted'])), ('verdict', 'refused'), _connector='OR'), name='signature_check_verdict_known'), models.CheckConstraint(condition=models.Q(('content', ''), _negated=True), name='signature_check_has_content')],
            },
        ),
        migrations.CreateModel(
            name='UnilateralAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='roadmap.unilateralrecord')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.country', verbose_name='party')),
                ('text_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the text')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'answer to a unilateral record',
                'verbose_name_plural': 'answers to unilateral records',
                'ordering': ['record'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text_sha256__regex', '^[0-9a-f]{64}$')), name='unilateral_answer_has_text')],
            },
        ),
        migrations.CreateModel(
            name='StateSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('original', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='roadmap.closingoriginal')),
                ('found_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='roadmap.signaturecheck')),
                ('position', models.PositiveSmallIntegerField(verbose_name='number')),
                ('country', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.country', verbose_name='country')),
                ('signer', models.CharField(max_length=300, verbose_name='signed by')),
                ('organisation', models.CharField(blank=True, max_length=300, verbose_name='institution')),
                ('issuer', models.CharField(max_length=300, verbose_name='certificate issued by')),
                ('certificate_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the certificate')),
                ('revision_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of what was signed')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='signed at, as the signer says')),
                ('trusted_at', models.DateTimeField(blank=True, null=True, verbose_name='signed at, proven by a timestamp')),
            ],
            options={
                'verbose_name': 'signature of state',
                'verbose_name_plural': 'signatures of state',
                'ordering': ['original', 'position'],
                'constraints': [models.UniqueConstraint(fields=('original', 'position'), name='state_signature_unique_position'), models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='state_signature_from_one'), models.CheckConstraint(condition=models.Q(('certificate_sha256__regex', '^[0-9a-f]{64}$'), ('revision_sha256__regex', '^[0-9a-f]{64}$')), name='state_signature_has_hashes')],
            },
        ),
        migrations.RunPython(keep_the_originals, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
