using System.Globalization;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Spreadsheets.Sheets;

namespace KpiPlatform.Spreadsheets.Formulas;

/// <summary>
/// <see cref="RollUp"/> as formulas of a workbook: performance and coverage of a node from the rows below it, of which those of one level are
/// its children. Not scaled and not clamped to what is averaged as there, so that it may differ in the last digits of a double.
/// </summary>
/// <param name="level">What stands in the column Level of a child.</param>
/// <param name="firstRow">First row below the node.</param>
/// <param name="lastRow">Last row below it; whatever levels are between.</param>
/// <param name="scoreColumn">Letter of the column with the children's scores.</param>
/// <param name="countsColumn">Letter of the column that says whether a child counts.</param>
/// <param name="coverageColumn">Letter of the column with the children's coverage.</param>
internal sealed class RollUpFormulas(string level, int firstRow, int lastRow, string scoreColumn, string countsColumn, string coverageColumn)
{
    private string Levels => Range(ScorecardColumns.Level);

    private string Weights => Range(ScorecardColumns.Weight);

    private string Scores => Range(scoreColumn);

    private string Counts => Range(countsColumn);

    /// <summary>1 for each child that has a score to give, else 0.</summary>
    private string Scored => $"({Levels}=\"{level}\")*({Counts}=\"{ScorecardColumns.Feeds}\")*ISNUMBER({Scores})";

    /// <summary>1 for each child, else 0.</summary>
    private string Children => $"({Levels}=\"{level}\")*(({Counts}=\"{ScorecardColumns.Feeds}\")+({Counts}=\"{ScorecardColumns.Stale}\"))";

    private string ScoredWeight => $"SUMPRODUCT({Scored}*{Weights})";

    private string ChildWeight => $"SUMPRODUCT({Children}*{Weights})";

    private string WeightedScores => $"SUMPRODUCT({Scored}*{Weights},{Scores})";

    private string Missing => $"SUMPRODUCT({Children}*({Weights}>0))-SUMPRODUCT({Scored}*({Weights}>0))";

    /// <summary>The performance; an empty text for none.</summary>
    /// <param name="method">How it comes from the children's.</param>
    /// <param name="missing">What a child without a score is.</param>
    public string Performance(RollUpMethod method, MissingDataPolicy missing)
    {
        var isZero = missing == MissingDataPolicy.Zero;
        var result = method switch
        {
            RollUpMethod.Minimum when isZero => $"IF({Missing}>0,0,{Extreme("MINIFS")})",
            RollUpMethod.Minimum => Extreme("MINIFS"),
            RollUpMethod.Maximum => Extreme("MAXIFS"),
            RollUpMethod.Sum => $"MAX(0,MIN(100,{WeightedScores}))",
            _ => $"{WeightedScores}/{(isZero ? ChildWeight : ScoredWeight)}",
        };
        var condition = missing == MissingDataPolicy.NoValue ? $"AND({ScoredWeight}>0,{Missing}=0)" : $"{ScoredWeight}>0";
        return $"IF({condition},{result},\"\")";
    }

    /// <summary>The share of the weight below that has a score, in percent.</summary>
    public string Coverage() => $"IF({ChildWeight}>0,SUMPRODUCT({Children}*{Weights},{Range(coverageColumn)})/{ChildWeight},0)";

    private string Extreme(string function) =>
        $"_xlfn.{function}({Scores},{Levels},\"{level}\",{Counts},\"{ScorecardColumns.Feeds}\",{Weights},\">0\")";

    private string Range(string column) => string.Create(CultureInfo.InvariantCulture, $"{column}${firstRow}:{column}${lastRow}");
}
