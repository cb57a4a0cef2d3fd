using System.Text;
using KpiPlatform.Formatting;
using KpiPlatform.Spreadsheets.Sheets;
using KpiPlatform.Spreadsheets.Tests.Support;

namespace KpiPlatform.Spreadsheets.Tests.Workbooks;

public sealed class CsvFileTests
{
    [Fact]
    public void Write_TheScorecard_HasItsValuesUnroundedAndNoFormula()
    {
        var export = RecalculationTests.Two(100 / 3.0, 40);

        var lines = Encoding.UTF8.GetString(CsvFile.Write(ScorecardSheets.Of(export, SheetKind.Scorecard))).TrimStart('\uFEFF').Split("\r\n");

        lines[0].ShouldStartWith("Level,Name,Status,Score,Weight,Value,Unit,Baseline,Target,");
        lines.ShouldContain(line => line.StartsWith("Indicator,Revenue,Red,16.666666666666668,1,33.333333333333336,EUR,0,200,0,200,", StringComparison.Ordinal));
        lines.Length.ShouldBe(8, "headings, scorecard, perspective, two objectives, two indicators, the end of the last line");
    }

    [Fact]
    public void Write_HostileNames_NoneBeginsAFormula()
    {
        var export = new RandomScorecards(3).Next(hostile: true);
        foreach (var kind in Enum.GetValues<SheetKind>())
        {
            // The text inside quotes is looked at too: what a cell begins with is what counts.
            var text = Encoding.UTF8.GetString(CsvFile.Write(ScorecardSheets.Of(export, kind))).TrimStart('\uFEFF');
            foreach (var cell in CellsOf(text))
            {
                if (cell.Length > 0 && "=+@\t\r".Contains(cell[0], StringComparison.Ordinal))
                    throw new InvalidOperationException($"{kind}: {cell}");
                if (cell is ['-', ..])
                    double.TryParse(cell, System.Globalization.CultureInfo.InvariantCulture, out _).ShouldBeTrue(cell);
            }
        }
    }

    [Fact]
    public void Unescape_WhatEscapeMade_IsTheText()
    {
        foreach (var text in RandomScorecards.HostileNames.Concat(["'", "''", "'=", "''=x", "'plain", "", "'\t", "a=b"]))
            CsvText.Unescape(CsvText.Escape(text)).ShouldBe(text);
        CsvText.Escape("=1").ShouldBe("'=1");
        CsvText.Escape("'=1").ShouldBe("''=1");
        CsvText.Escape("'tis").ShouldBe("'tis");
    }

    private static List<string> CellsOf(string text)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                if (isQuoted && i + 1 < text.Length && text[i + 1] == '"')
                    cell.Append(text[++i]);
                else
                    isQuoted = !isQuoted;
            }
            else if (!isQuoted && (text[i] == ',' || (text[i] == '\r' && text[i + 1] == '\n')))
            {
                cells.Add(cell.ToString());
                cell.Clear();
                i += text[i] == '\r' ? 1 : 0;
            }
            else
            {
                cell.Append(text[i]);
            }
        }

        return cells;
    }
}
