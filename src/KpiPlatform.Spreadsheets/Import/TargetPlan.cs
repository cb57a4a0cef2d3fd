using System.Globalization;
using System.Text.RegularExpressions;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Spreadsheets.Sheets;
using NodaTime;

namespace KpiPlatform.Spreadsheets.Import;

/// <summary>What the targets of a file would change in a definition. Made by <see cref="Of"/>; immutable then.</summary>
public sealed partial class TargetPlan
{
    private readonly List<EntryChange> _entries = [];
    private readonly List<Row> _rows = [];

    private TargetPlan(ScorecardDefinition definition) => Definition = definition;

    /// <summary>A row each, in the order of the file; those of cells that are merged first.</summary>
    public IReadOnlyList<EntryChange> Entries => _entries;

    /// <summary>The definition with the rows that can be taken.</summary>
    public ScorecardDefinition Definition { get; private set; }

    /// <summary>Whether it differs from the one there is.</summary>
    public bool ChangesDefinition => _rows.Exists(row => row.IsTaken && _entries[row.Entry].Outcome is EntryOutcome.Added or EntryOutcome.Changed);

    /// <summary>Makes one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="definition">The definition in force.</param>
    /// <param name="environment">What its names mean.</param>
    /// <param name="today">The tenant's local day.</param>
    public static TargetPlan Of(EntryFile file, ScorecardDefinition definition, ScorecardEnvironment environment, int today)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(definition);
        var plan = new TargetPlan(definition);
        if (file.Targets is not { } sheet)
            return plan;
        plan._entries.AddRange(sheet.MergedCells);
        var indicators = definition.AllIndicators().ToDictionary(entry => entry.Path, entry => entry.Indicator);
        var seen = new Dictionary<(IndicatorPath Path, string From), string>();
        foreach (var row in sheet.Rows)
        {
            try
            {
                plan.Add(sheet, row, indicators, seen);
            }
            catch (CellProblemException problem)
            {
                plan._entries.Add(problem.ToChange());
            }
        }

        plan.Check(sheet, definition, environment, today);
        return plan;
    }

    /// <summary>Tells of an error that was found later, about the definition as a whole, at the cell that it comes from.</summary>
    /// <param name="file">The file.</param>
    /// <param name="error">The error.</param>
    public void Reject(EntryFile file, DomainException error)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(error);
        if (file.Targets is { } sheet && Blame(sheet, error, Definition) is { } blamed)
            _entries[blamed.Row.Entry] = EntryChange.Rejected(blamed.Address, error.Reason, error.Message, _entries[blamed.Row.Entry].Subject);
        else
            _entries.Add(EntryChange.Rejected(TargetsSheet.Name, error.Reason, error.Message));
    }

    private void Add(EntrySheet sheet, InputRow row, Dictionary<IndicatorPath, ScorecardIndicatorDefinition> indicators, Dictionary<(IndicatorPath Path, string From), string> seen)
    {
        var path = new IndicatorPath(sheet.RequiredText(row, TargetsSheet.Perspective), sheet.RequiredText(row, TargetsSheet.Objective), sheet.RequiredText(row, TargetsSheet.Indicator));
        if (!indicators.TryGetValue(path, out var indicator))
            throw sheet.Problem(row, TargetsSheet.Indicator, "UNKNOWN_INDICATOR", $"The scorecard has no indicator {DisplayText.Of(path.ToString())}. The ids are those of the column Id of the sheet Scorecard.");
        if (indicator.Source.Length > 0)
            throw sheet.Problem(row, TargetsSheet.Indicator, "TAKEN_OVER", $"{path} is taken over from {indicator.Source}: change its goal there.");
        var from = DateText(sheet.Date(row, TargetsSheet.From));
        var to = DateText(sheet.Date(row, TargetsSheet.To));
        if (from.Length == 0 && to.Length > 0)
            throw sheet.Problem(row, TargetsSheet.From, "REQUIRED", "A goal that ends has to begin: give the first day, too, or leave both empty for the indicator's own goal.");
        if (!seen.TryAdd((path, from), sheet.Address(row)))
            throw new CellProblemException(sheet.Address(row), "DUPLICATE_ROW", $"This is the same goal as in {seen[(path, from)]}. Keep one of them.");

        var dated = from.Length == 0 ? null : indicator.DatedTargets.FirstOrDefault(one => one.From == from);
        var fields = new List<FieldChange>();
        var values = new List<(TargetField Field, object? Value)>();
        foreach (var field in TargetField.All.Where(field => sheet.Has(field.Heading)))
        {
            var before = from.Length == 0 ? field.Read(indicator) : dated is null ? null : field.ReadDated(dated);
            var after = Read(sheet, row, field);
            if (IsSame(before, after))
                continue;
            values.Add((field, after));
            fields.Add(new(field.Heading, sheet.Address(row, field.Heading), Text(before), Text(after)));
        }

        var isToSame = !sheet.Has(TargetsSheet.To) || (dated?.To ?? string.Empty) == to;
        if (from.Length > 0 && !isToSame)
            fields.Add(new(TargetsSheet.To, sheet.Address(row, TargetsSheet.To), dated?.To ?? string.Empty, to));
        var isNew = from.Length > 0 && dated is null;
        var outcome = isNew ? EntryOutcome.Added : fields.Count == 0 ? EntryOutcome.Unchanged : EntryOutcome.Changed;
        _rows.Add(new(row, path, from, isToSame ? dated?.To ?? string.Empty : to, values, _entries.Count));
        _entries.Add(new() { Outcome = outcome, Address = sheet.Address(row), Subject = from.Length == 0 ? path.ToString() : $"{path} from {from}", Fields = fields });
    }

    /// <summary>Takes all rows and has the whole checked; a row that is to blame for an error is taken out, until what is left is right.</summary>
    private void Check(EntrySheet sheet, ScorecardDefinition current, ScorecardEnvironment environment, int today)
    {
        while (ChangesDefinition)
        {
            var candidate = Apply(current);
            try
            {
                Definition = ScorecardValidator.Complete(candidate, today, current, environment);
                return;
            }
            catch (DomainException error)
            {
                var blamed = Blame(sheet, error, candidate);
                if (blamed is null)
                {
                    _entries.Add(EntryChange.Rejected(TargetsSheet.Name, error.Reason, error.Message));
                    return;
                }

                blamed.Value.Row.IsTaken = false;
                _entries[blamed.Value.Row.Entry] = EntryChange.Rejected(blamed.Value.Address, error.Reason, error.Message, _entries[blamed.Value.Row.Entry].Subject);
            }
        }
    }

    private ScorecardDefinition Apply(ScorecardDefinition current)
    {
        var byPath = _rows.Where(row => row.IsTaken).ToLookup(row => row.Path);
        return current with
        {
            Perspectives =
            [
                .. current.Perspectives.Select(perspective => perspective with
                {
                    Objectives =
                    [
                        .. perspective.Objectives.Select(objective => objective with
                        {
                            Indicators = [.. objective.Indicators.Select(indicator => byPath[new(perspective.Id, objective.Id, indicator.EffectiveId())].Aggregate(indicator, Apply))],
                        }),
                    ],
                }),
            ],
        };
    }

    private static ScorecardIndicatorDefinition Apply(ScorecardIndicatorDefinition indicator, Row row)
    {
        if (row.From.Length == 0)
            return row.Values.Aggregate(indicator, (changed, entry) => entry.Field.Write(changed, entry.Value));
        var targets = indicator.DatedTargets.ToList();
        var at = targets.FindIndex(target => target.From == row.From);
        var dated = row.Values.Aggregate(at < 0 ? new DatedTarget { From = row.From } : targets[at], (changed, entry) => entry.Field.WriteDated(changed, entry.Value)) with { To = row.To };
        if (at < 0)
            targets.Add(dated);
        else
            targets[at] = dated;
        return indicator with { DatedTargets = targets };
    }

    /// <summary>The row, and the cell, that an error about a definition comes from; null if none.</summary>
    private (Row Row, string Address)? Blame(EntrySheet sheet, DomainException error, ScorecardDefinition definition)
    {
        var match = FieldPath().Match(error.Field ?? string.Empty);
        if (!match.Success)
            return null;
        var perspective = definition.Perspectives[Index(match, "perspective")];
        var objective = perspective.Objectives[Index(match, "objective")];
        var indicator = objective.Indicators[Index(match, "indicator")];
        var path = new IndicatorPath(perspective.Id, objective.Id, indicator.EffectiveId());
        var from = match.Groups["dated"].Success && Index(match, "dated") < indicator.DatedTargets.Count ? indicator.DatedTargets[Index(match, "dated")].From : string.Empty;

        // An error of the own goal may come from a dated one that is laid over it, and the other way round.
        var candidates = _rows.Where(row => row.IsTaken && row.Path == path && _entries[row.Entry].Outcome is EntryOutcome.Added or EntryOutcome.Changed).ToList();
        var blamed = candidates.Find(row => row.From == from) ?? candidates.FirstOrDefault();
        if (blamed is null)
            return null;
        var heading = TargetField.All.FirstOrDefault(field => field.Field == match.Groups["field"].Value)?.Heading
            ?? match.Groups["field"].Value switch { "from" => TargetsSheet.From, "to" => TargetsSheet.To, _ => string.Empty };
        return (blamed, heading.Length > 0 && sheet.Has(heading) ? sheet.Address(blamed.Source, heading) : sheet.Address(blamed.Source));
    }

    private static int Index(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static object? Read(EntrySheet sheet, InputRow row, TargetField field) => field.Kind switch
    {
        TargetFieldKind.Number => sheet.Number(row, field.Heading),
        TargetFieldKind.Date => DateText(sheet.Date(row, field.Heading)) is { Length: > 0 } date ? date : null,
        _ => sheet.Text(row, field.Heading).Trim() is { Length: > 0 } text ? text : null,
    };

    private static bool IsSame(object? one, object? other) => (one, other) switch
    {
        (double left, double right) => SameNumber.Are(left, right),
        (string left, string right) => string.Equals(left.Trim(), right.Trim(), StringComparison.Ordinal),
        _ => one is null && other is null,
    };

    private static string Text(object? value) => value switch
    {
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        string text => text,
        _ => string.Empty,
    };

    private static string DateText(LocalDate? date) => date is { } day ? LocalDay.Format(TenantCalendar.DayNumber(day)) : string.Empty;

    [GeneratedRegex(
        @"^scorecard\.perspectives\[(?<perspective>\d+)\]\.objectives\[(?<objective>\d+)\]\.indicators\[(?<indicator>\d+)\](\.dated_targets\[(?<dated>\d+)\])?(\.(?<field>\w+))?",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FieldPath();

    /// <summary>A row that could be read.</summary>
    private sealed class Row(InputRow source, IndicatorPath path, string from, string to, List<(TargetField Field, object? Value)> values, int entry)
    {
        public InputRow Source => source;

        public IndicatorPath Path => path;

        public string From => from;

        public string To => to;

        public List<(TargetField Field, object? Value)> Values => values;

        public int Entry => entry;

        public bool IsTaken { get; set; } = true;
    }
}
