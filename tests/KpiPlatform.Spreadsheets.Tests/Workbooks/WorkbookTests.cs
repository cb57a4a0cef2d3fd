using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using KpiPlatform.Spreadsheets.Sheets;
using KpiPlatform.Spreadsheets.Tests.Support;
using KpiPlatform.Spreadsheets.Workbooks;

namespace KpiPlatform.Spreadsheets.Tests.Workbooks;

public sealed class WorkbookTests
{
    private const int Scorecards = 12;

    [Fact]
    public void Write_AnyScorecard_IsValidOpenXml()
    {
        for (var seed = 0; seed < Scorecards; seed++)
            ReadWorkbook.Violations(WorkbookFile.Write(new RandomScorecards(seed).Next(hostile: seed % 2 == 1))).ShouldBeEmpty($"seed {seed}");
    }

    [Fact]
    public void Write_HostileNames_StayTextWordForWord()
    {
        for (var seed = 0; seed < Scorecards; seed++)
        {
            var export = new RandomScorecards(seed).Next(hostile: true);
            var sheets = ReadWorkbook.Of(WorkbookFile.Write(export)).Sheets;
            foreach (var table in ScorecardSheets.Of(export))
            {
                for (var i = 0; i < table.Rows.Count; i++)
                {
                    for (var column = 0; column < table.Columns.Count; column++)
                    {
                        var cell = table.Rows[i].Cells[column];
                        var read = sheets[table.Name][$"{ColumnLetters.Of(column)}{table.RowNumber(i)}"];
                        read.Formula.ShouldBe(cell.Formula);
                        if (cell is { Value: string text, Formula: "" })
                            XmlText.Decode((string)read.Value!).ShouldBe(text);
                    }
                }
            }

            // Formulas come from the platform alone: none holds what somebody wrote.
            sheets.Where(sheet => sheet.Key != "Scorecard").SelectMany(sheet => sheet.Value.Values).ShouldAllBe(cell => cell.Formula.Length == 0);
        }
    }

    [Fact]
    public void Write_AScorecard_HasItsSheetsFrozenAndSetUpForPrint()
    {
        using var stream = new MemoryStream(WorkbookFile.Write(RecalculationTests.Two(50, 40)));
        using var document = SpreadsheetDocument.Open(stream, isEditable: false);
        var workbook = document.WorkbookPart!;

        workbook.Workbook.Descendants<Sheet>().Select(sheet => sheet.Name!.Value).ShouldBe(["Scorecard", "Series", "Definitions", "Observations", "Targets", "About"]);
        workbook.Workbook.CalculationProperties!.FullCalculationOnLoad!.Value.ShouldBeTrue();
        workbook.Workbook.Descendants<DefinedName>().Count(name => name.Name == "_xlnm.Print_Titles").ShouldBe(6);
        foreach (var part in workbook.WorksheetParts)
        {
            part.Worksheet.Descendants<Pane>().Single().State!.Value.ShouldBe(PaneStateValues.Frozen);
            part.Worksheet.Descendants<PageSetup>().Single().FitToWidth!.Value.ShouldBe(1U);
            part.Worksheet.Descendants<Column>().ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Write_NumbersDatesAndUnits_AreWhatTheyAre()
    {
        var export = RecalculationTests.Two(1234.5, 40);
        var file = WorkbookFile.Write(export);
        var cells = ReadWorkbook.Of(file).Sheets["Scorecard"];

        cells[RecalculationTests.Find(cells, "a/o/revenue", "F")].Value.ShouldBe(1234.5);
        FormatOf(file, RecalculationTests.Find(cells, "a/o/revenue", "F")).ShouldBe("#,##0.00\" EUR\"");
        FormatOf(file, RecalculationTests.Find(cells, "a/q/orders", "F")).ShouldBe("#,##0");

        // 31 December 2026 is day 46,387 from 30 December 1899.
        cells[RecalculationTests.Find(cells, "a/o/revenue", "P")].Value.ShouldBe(46_387.0);
        FormatOf(file, RecalculationTests.Find(cells, "a/o/revenue", "P")).ShouldBe("yyyy-mm-dd");
    }

    [Fact]
    public void Write_AScoringFormula_LeavesTheValueAndSaysSoInANote()
    {
        var export = RandomScorecards.Of(
            new()
            {
                Title = "Formula",
                Perspectives =
                [
                    new()
                    {
                        Id = "a",
                        Objectives =
                        [
                            new()
                            {
                                Id = "o",
                                Indicators =
                                [
                                    new()
                                    {
                                        Indicator = "revenue", Baseline = 0, Target = 200, Deadline = "2026-12-31", BaselineDate = "2026-01-01",
                                        Scoring = Domain.Scorecards.ScoringFunction.Formula, ScoringFormula = "100 * value / target",
                                    },
                                ],
                            },
                        ],
                    },
                ],
            },
            ("revenue", 50));
        using var stream = new MemoryStream(WorkbookFile.Write(export));
        using var document = SpreadsheetDocument.Open(stream, isEditable: false);
        var part = document.WorkbookPart!.WorksheetParts.Single(sheet => sheet.WorksheetCommentsPart is not null);
        var note = part.WorksheetCommentsPart!.Comments.CommentList!.Elements<Comment>().Single();

        note.Reference!.Value.ShouldBe("D8");
        note.InnerText.ShouldContain("100 * value / target");
        var score = part.Worksheet.Descendants<Cell>().Single(cell => cell.CellReference == "D8");
        (score.CellFormula, score.CellValue!.Text).ShouldBe((null, "25"));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("a_b _x _x00 _x0041_")]
    [InlineData("_x_x0041_")]
    [InlineData("\u0000\u0001\u001f\r\n\t")]
    [InlineData("half \ud800 pair, whole 😀, \ufffe")]
    [InlineData("  spaces  ")]
    public void Decode_WhatEncodeMade_IsTheText(string text) => XmlText.Decode(XmlText.Encode(text)).ShouldBe(text);

    private static string? FormatOf(byte[] file, string address)
    {
        using var stream = new MemoryStream(file);
        using var document = SpreadsheetDocument.Open(stream, isEditable: false);
        var workbook = document.WorkbookPart!;
        var sheet = (WorksheetPart)workbook.GetPartById(workbook.Workbook.Descendants<Sheet>().First().Id!.Value!);
        var style = (int)sheet.Worksheet.Descendants<Cell>().Single(cell => cell.CellReference == address).StyleIndex!.Value;
        var styles = workbook.WorkbookStylesPart!.Stylesheet;
        var format = styles.CellFormats!.Elements<CellFormat>().ElementAt(style).NumberFormatId!.Value;
        return styles.NumberingFormats!.Elements<NumberingFormat>().SingleOrDefault(one => one.NumberFormatId! == format)?.FormatCode!.Value;
    }
}
