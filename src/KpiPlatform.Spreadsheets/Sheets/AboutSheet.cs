using System.Globalization;
using KpiPlatform.Spreadsheets.Model;
using KpiPlatform.Spreadsheets.Workbooks;

namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>The sheet About: what this is, of whom, as of when, and what can be done with it.</summary>
internal static class AboutSheet
{
    /// <summary>Its name.</summary>
    public const string Name = "About";

    /// <summary>Makes it.</summary>
    /// <param name="export">What to show.</param>
    public static SheetTable Of(ScorecardExport export)
    {
        var local = new LocalTexts(export);
        var rows = new List<SheetRow>();
        void Add(string what, SheetCell value) => rows.Add(new(RowKind.Plain, [SheetCell.Of(what), value]));

        Add("Tenant", SheetCell.Of(export.Tenant.Value));
        Add("Scorecard", SheetCell.Of(export.Scorecard.Value));
        Add("Title", SheetCell.Of(export.Title));
        Add("Description", SheetCell.Of(export.Definition.Description));
        Add("Period", SheetCell.Of(export.Values.Period.Label));
        Add("First day", SheetCell.Of(Domain.Periods.TenantCalendar.DateOf(export.Values.Period.FromDay)));
        Add("Last day", SheetCell.Of(Domain.Periods.TenantCalendar.DateOf(export.Values.Period.ToDay - 1)));
        Add("Partial", SheetCell.Of(export.Values.Partial ? "yes, the period goes on" : "no"));
        Add("As known on", SheetCell.Of(ObservationsSheet.ToTheSecond(local.LocalOf(export.Values.AsOf))));
        Add("Closed on", export.Values.ClosedAt is { } closed ? SheetCell.Of(ObservationsSheet.ToTheSecond(local.LocalOf(closed))) : SheetCell.Of("not closed"));
        Add("Generated on", SheetCell.Of(ObservationsSheet.ToTheSecond(local.LocalOf(export.GeneratedAt))));
        Add("Time zone", SheetCell.Of(export.Calendar.Zone.Id));
        Add("Currency", SheetCell.Of(export.Currency));
        Add("Version of the definition", SheetCell.Of(export.Values.DefinitionVersion, NumberFormats.Plain));
        if (export.Values.CountingChangedAt is { } changed)
            Add("Counted anew since", SheetCell.Of($"What is counted was changed on {local.Time(changed)}; values of before are counted as they would be now."));
        Add("Observations", SheetCell.Of(Observations(export)));
        Add("What recalculates", SheetCell.Of(
            "On the sheet Scorecard, blue numbers may be changed: weights, values, baselines, targets and scales. Scores, progress, coverage and status are formulas over them. Where a score or a status cannot be a formula, a note on the cell says so. Nothing is sent back to the platform."));
        Add("What can be imported", SheetCell.Of(
            $"The sheets {ObservationsSheet.Name} and {TargetsSheet.Name}, changed or with more rows: kpi scorecard import {export.Scorecard.Value} FILE --dry-run lists what would change. Rows that are not there stay as they are. Times are local times of {export.Calendar.Zone.Id}. An observation without a source id is a new one."));
        return new() { Name = Name, Columns = [new("What", 26), new("Value", 100, Wraps: true)], Rows = rows };
    }

    private static string Observations(ScorecardExport export)
    {
        var leftOut = export.ObservationsLeftOut > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {export.ObservationsLeftOut} older ones were left out") : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{export.Observations.Count} of the tenant, in their latest revision{leftOut}");
    }
}
