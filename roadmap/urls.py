"""The addresses of the roadmaps' pages, grouped by noun. Numbers of activities are kept as written."""

from django.urls import URLPattern, path

from roadmap.views import activities, help, imports, reports, roadmaps, why

app_name = "roadmap"
urlpatterns: list[URLPattern] = [
    # Roadmaps and their figures
    path("", roadmaps.roadmap_list, name="roadmap-list"),
    path("roadmaps/<str:code>/", roadmaps.dashboard, name="dashboard"),
    path("roadmaps/<str:code>/why/<slug:figure>/", why.why_figure, name="why"),
    # Activities
    path("roadmaps/<str:code>/activities/", activities.activity_list, name="activity-list"),
    path(
        "roadmaps/<str:code>/activities/<path:number>/continuation/",
        activities.activity_continuation,
        name="activity-continuation",
    ),
    # Reports
    path("roadmaps/<str:code>/report/", reports.report_choose, name="report-choose"),
    path("roadmaps/<str:code>/report/<str:name>", reports.report_download, name="report-download"),
    # Bringing in and taking away
    path("import/", imports.import_upload, name="import-upload"),
    path("import/<uuid:token>/", imports.import_preview, name="import-preview"),
    path("roadmaps/<str:code>/matrix.xlsx", imports.matrix_export, name="matrix-export"),
    # Help
    path("help/", help.help_index, name="help-index"),
    path("help/<slug:slug>/", help.help_page, name="help-page"),
    # The last one: an activity's number is as people write it, even with a slash
    path("roadmaps/<str:code>/activities/<path:number>/", activities.activity_detail, name="activity-detail"),
]
