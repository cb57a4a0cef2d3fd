using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Tenants;

/// <summary>How tenants are shown.</summary>
internal static class TenantView
{
    public static ResourceView<Tenant> View { get; } = new(
        [
            new("Tenant", t => Cells.Text(Id(t))),
            new("Name", t => Cells.Text(t.DisplayName)),
            new("Time zone", t => Cells.Text(t.TimeZone)),
            new("Currency", t => Cells.Text(t.CurrencyCode)),
            new("Lapse", t => Cells.Count(t.LapseDays) + " d", AlignRight: true),
            new("Fixed", t => t.SettingsFixed ? "yes" : "no"),
        ],
        [
            new("tenant", Id),
            new("display_name", t => t.DisplayName),
            new("time_zone", t => t.TimeZone),
            new("currency_code", t => t.CurrencyCode),
            new("fiscal_year_start_month", t => t.FiscalYearStartMonth),
            new("lapse_days", t => t.LapseDays),
            new("return_window_days", t => t.ReturnWindowDays),
            new("base_activity_kinds", t => string.Join(';', t.BaseActivityKinds)),
            new("surveys", t => string.Join(';', t.Surveys.Select(SurveyText))),
            new("dimensions", t => string.Join(';', t.Dimensions.Select(d => $"{d.Id}={d.Source}"))),
            new("journeys", t => string.Join(';', t.Journeys.Select(j => j.Id))),
            new("industry", t => t.Industry),
            new("share_benchmarks", t => t.ShareBenchmarks),
            new("measures_shards", t => t.MeasuresShards),
            new("definition_version", t => t.DefinitionVersion),
            new("settings_fixed", t => t.SettingsFixed),
            new("state", t => t.State.ToString().ToLowerInvariant()),
            new("backfill_state", t => BackfillText.State(t.Backfill)),
            new("backfill_target_version", t => t.Backfill?.TargetVersion),
            new("backfill_customers_done", t => t.Backfill?.CustomersDone),
            new("backfill_customers_total", t => t.Backfill?.CustomersTotal),
            new("create_time", t => t.CreateTime),
            new("update_time", t => t.UpdateTime),
        ]);

    /// <summary>One tenant with all its settings.</summary>
    public static IRenderable Details(Tenant tenant)
    {
        var rows = new List<(string, string)>
        {
            ("Tenant", Cells.Text(Id(tenant))),
            ("Name", Cells.Text(tenant.DisplayName)),
            ("Time zone", Cells.Text(tenant.TimeZone)),
            ("Currency", Cells.Text(tenant.CurrencyCode)),
            ("Fiscal year from month", Cells.Count(tenant.FiscalYearStartMonth)),
            ("Lapse", Cells.Count(tenant.LapseDays) + " days"),
            ("Return window", Cells.Count(tenant.ReturnWindowDays) + " days"),
            ("Longest lifespan", Cells.Count(tenant.ClvHorizonYears) + " years"),
            ("Base activity", Cells.Text(string.Join(", ", tenant.BaseActivityKinds))),
        };
        if (tenant.Industry.Length > 0)
            rows.Add(("Industry", Cells.Text(tenant.Industry) + (tenant.ShareBenchmarks ? ", benchmarks shared" : ", benchmarks not shared")));
        rows.AddRange(tenant.Surveys.Select(s => ("Survey", Cells.Text(SurveyText(s)))));
        rows.AddRange(tenant.Dimensions.Select(d => ("Dimension", Cells.Text($"{d.Id} = {d.Source}: {string.Join(", ", d.Values)}"))));
        rows.AddRange(tenant.Journeys.Select(j => ("Journey", Cells.Text($"{j.Id}: {string.Join(" > ", j.Steps)}, {j.WindowDays} days"))));
        rows.Add(("Definition version", Cells.Count(tenant.DefinitionVersion)));
        rows.Add(("Zone and currency fixed", tenant.SettingsFixed ? "yes, since the first interaction" : "no"));
        if (tenant.Backfill is { } backfill)
            rows.AddRange(BackfillText.Rows(backfill));
        if (tenant.State == TenantState.Suspended)
            rows.Add(("State", Cells.Text(tenant.SuspendReason.Length > 0 ? $"suspended: {tenant.SuspendReason}" : "suspended")));
        if (tenant.DeleteTime is not null)
            rows.Add(("Deleted for good", Cells.Time(tenant.DeleteTime)));
        if (tenant.PersonalRetentionDays > 0)
            rows.Add(("Personal parts kept", Cells.Count(tenant.PersonalRetentionDays) + " days"));
        if (tenant.FactsRetentionDays > 0)
            rows.Add(("Facts kept", Cells.Count(tenant.FactsRetentionDays) + " days"));
        if (tenant.MeasuresShards > 1)
            rows.Add(("Measures shards", Cells.Count(tenant.MeasuresShards)));
        if (tenant.CoverageStartDate.Length > 0)
            rows.Add(("Facts from", Cells.Text(tenant.CoverageStartDate)));
        rows.Add(("Created", Cells.Time(tenant.CreateTime)));
        rows.Add(("Changed", Cells.Time(tenant.UpdateTime)));
        return Tables.Pairs(rows);
    }

    /// <summary>The id within the name.</summary>
    public static string Id(Tenant tenant) => ResourceNames.LastSegment(tenant.Name);

    private static string SurveyText(Survey survey) =>
        $"{survey.Id}={survey.Type.ToString().ToLowerInvariant()}" + (survey.ScaleMax > survey.ScaleMin ? $" {survey.ScaleMin:R} to {survey.ScaleMax:R}" : "");
}
