namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>Letters of the columns of the sheet Scorecard, which formulas name.</summary>
internal static class ScorecardColumns
{
    public const string Level = "A";
    public const string Score = "D";
    public const string Weight = "E";
    public const string Value = "F";
    public const string Baseline = "H";
    public const string Target = "I";
    public const string ScaleFrom = "J";
    public const string ScaleTo = "K";
    public const string Tolerance = "L";
    public const string Counts = "Q";
    public const string Coverage = "R";
    public const string LeadingScore = "V";
    public const string LeadingCounts = "W";
    public const string LeadingCoverage = "X";

    /// <summary>In <see cref="Counts"/>: it feeds what is above.</summary>
    public const string Feeds = "yes";

    /// <summary>In <see cref="Counts"/>: it belongs to what is above, but its score is too old to feed it.</summary>
    public const string Stale = "stale";

    /// <summary>In <see cref="Counts"/>: it is no part of what is above.</summary>
    public const string Apart = "no";
}
