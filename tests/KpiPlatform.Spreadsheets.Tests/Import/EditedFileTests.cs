using System.Globalization;
using System.Text;
using KpiPlatform.Domain;
using KpiPlatform.Spreadsheets.Import;
using KpiPlatform.Spreadsheets.Sheets;
using KpiPlatform.Spreadsheets.Tests.Support;
using KpiPlatform.Spreadsheets.Tests.Workbooks;
using KpiPlatform.Spreadsheets.Workbooks;

namespace KpiPlatform.Spreadsheets.Tests.Import;

/// <summary>Files as spreadsheet programs and people leave them: the right values, or an error that names the cell.</summary>
public sealed class EditedFileTests
{
    // Serial numbers of 2 April 2026, 06:00, as Excel, LibreOffice and Numbers count: 46,114 days after 30 December 1899, 44,652 after 1 January 1904.
    private const double April1900 = 46114.25;
    private const double April1904 = 44652.25;

    [Fact]
    public void Plan_OfADateFrom1900_TakesIt() =>
        Recorded(EditedWorkbook.With(sheet => sheet.Row("staff_fraction", April1900, 20))).ShouldBe(("2026-04-02T04:00:00Z", 20));

    [Fact]
    public void Plan_OfADateFrom1904_TakesIt() =>
        Recorded(EditedWorkbook.With(sheet => sheet.Row("staff_fraction", April1904, 20), countsFrom1904: true)).ShouldBe(("2026-04-02T04:00:00Z", 20));

    [Theory]
    [InlineData(EditedWorkbook.Percent)]
    [InlineData(EditedWorkbook.OwnPercent)]
    public void Plan_OfAValueShownAsPercent_RejectsIt_AndSaysBothNumbers(int style)
    {
        var rejected = Rejected(EditedWorkbook.With(sheet => sheet.Row("staff_fraction", April1900, 0.125, style)));

        (rejected.Address, rejected.Reason).ShouldBe(("Observations!C2", "SHOWN_AS_PERCENT"));
        rejected.Message.ShouldContain("12.5 %");
        rejected.Message.ShouldContain("0.125");
    }

    [Fact]
    public void Plan_OfAValueThatBecameADate_RejectsIt()
    {
        var rejected = Rejected(EditedWorkbook.With(sheet => sheet.Row("staff_fraction", April1900, 46359, EditedWorkbook.Date)));

        (rejected.Address, rejected.Reason).ShouldBe(("Observations!C2", "SHOWN_AS_DATE"));
    }

    [Theory]
    [InlineData(EditedWorkbook.Plain)]
    [InlineData(EditedWorkbook.Unit)]
    public void Plan_OfAValueWithAnotherFormat_TakesIt(int style) =>
        Recorded(EditedWorkbook.With(sheet => sheet.Row("staff_fraction", April1900, 20, style))).Value.ShouldBe(20);

    [Fact]
    public void Plan_OfNumbersAsText_TakesThem()
    {
        var file = EditedWorkbook.With(sheet => sheet.Texts(" staff_fraction ", "2026-04-02 06:00", " 20.5 "));

        Recorded(file).ShouldBe(("2026-04-02T04:00:00Z", 20.5));
    }

    [Theory]
    [InlineData("20,5")]
    [InlineData("1,234.5")]
    [InlineData("20 %")]
    public void Plan_OfATextThatIsNoNumber_RejectsIt_AndSaysWhatIsWanted(string value)
    {
        var rejected = Rejected(EditedWorkbook.With(sheet => sheet.Texts("staff_fraction", "2026-04-02", value)));

        (rejected.Address, rejected.Reason).ShouldBe(("Observations!C2", "WRONG_TYPE"));
        rejected.Message.ShouldContain("1234.5");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(20260402)]
    public void Plan_OfANumberThatIsNoDate_RejectsIt(double time)
    {
        var rejected = Rejected(EditedWorkbook.With(sheet => sheet.Row("staff_fraction", time, 20)));

        (rejected.Address, rejected.Reason).ShouldBe(("Observations!B2", "WRONG_TYPE"));
    }

    [Fact]
    public void Plan_OfRowsThatAreHidden_OrWereMoved_TakesThemAsTheOthers()
    {
        var file = EditedWorkbook.With(sheet =>
        {
            sheet.IsHidden = true;
            sheet.Row("staff_fraction", April1900, 20);
            sheet.IsHidden = false;
            sheet.Skip(3);
            sheet.Row("niche_markets_found", April1900, 4);
        });

        var plan = PlanTests.Plan(file);

        plan.Entries.Select(entry => (entry.Address, entry.Outcome)).ShouldBe([("Observations!A2", EntryOutcome.Added), ("Observations!A6", EntryOutcome.Added)]);
        plan.ToRecord.Select(planned => planned.Observation.Value).ShouldBe([20, 4]);
    }

    [Fact]
    public void Plan_OfAFormula_InAnyCellThatIsRead_RejectsThatRowAlone()
    {
        var file = EditedWorkbook.With(sheet =>
        {
            sheet.Cells("<c r=\"A{0}\" t=\"inlineStr\"><is><t>staff_fraction</t></is></c><c r=\"B{0}\"><f>TODAY()</f><v>46114</v></c><c r=\"C{0}\"><v>1</v></c>");
            sheet.Cells("<c r=\"A{0}\" t=\"inlineStr\"><is><t>staff_fraction</t></is></c><c r=\"B{0}\"><v>46115</v></c><c r=\"C{0}\"><f t=\"shared\" si=\"0\"/><v>1</v></c>");
            sheet.Row("staff_fraction", April1900, 20);
        });

        var plan = PlanTests.Plan(file);

        plan.Entries.Select(entry => (entry.Address, entry.Reason)).ShouldBe([("Observations!B2", "FORMULA"), ("Observations!C3", "FORMULA"), ("Observations!A4", string.Empty)]);
    }

    [Fact]
    public void Plan_OfAnExportWhoseColumnsOfOriginWereDeleted_RecordsNothingTwice()
    {
        var plan = PlanTests.Plan(Encoding.UTF8.GetBytes("Indicator,Time,Value\r\nstaff_fraction,2026-03-02,13\r\nstaff_fraction,2026-03-03,14\r\n"));

        plan.Entries.Select(entry => (entry.Address, entry.Outcome, entry.Reason)).ShouldBe(
            [("Observations!B2", EntryOutcome.Rejected, "OBSERVED_ALREADY"), ("Observations!A3", EntryOutcome.Added, string.Empty)]);
        plan.Entries[0].Message.ShouldContain("hr/a");
    }

    [Fact]
    public void Read_OfAColumnThatWasAdded_NamesItsCell() =>
        Should.Throw<DomainException>(() => EntryFile.Read("Indicator,Time,Value,My notes\r\n"u8.ToArray())).Message.ShouldContain("Observations!D1");

    [Theory]
    [InlineData("Indicator;Time;Value\r\nstaff_fraction;2026-04-02 06:00;20,5\r\n", 20.5)]
    [InlineData("\uFEFFIndicator;Time;Value\r\nstaff_fraction;2026-04-02 06:00;20,5\r\n", 20.5)]
    [InlineData("\"Indicator\";\"Time\";\"Value\"\n\"staff_fraction\";\"2026-04-02 06:00\";\"-1.234.567,25\"\n", -1234567.25)]
    [InlineData("Indicator;Time;Value\r\nstaff_fraction;2026-04-02 06:00;1 234,5\r\n", 1234.5)]
    [InlineData("Indicator;Time;Value\r\nstaff_fraction;2026-04-02 06:00;1\u202F234\r\n", 1234)]
    [InlineData("Indicator;Time;Value\r\nstaff_fraction;2026-04-02 06:00;20.5\r\n", 20.5)]
    [InlineData("Indicator;Time;Value\r\nstaff_fraction;2026-04-02 06:00;1,5E+3\r\n", 1500)]
    [InlineData("\uFEFFIndicator,Time,Value\r\nstaff_fraction,2026-04-02 06:00,20.5\r\n", 20.5)]
    public void Plan_OfCsv_AsSpreadsheetsWriteIt_TakesItsNumbers(string csv, double value) =>
        Recorded(Encoding.UTF8.GetBytes(csv)).ShouldBe(("2026-04-02T04:00:00Z", value));

    [Theory]
    [InlineData("Indicator;Time;Value\r\nstaff_fraction;2026-04-02;1.234\r\n", "Observations!C2")]
    [InlineData("Indicator;Time;Value\r\nstaff_fraction;2026-04-02;1,2,3\r\n", "Observations!C2")]
    [InlineData("Indicator,Time,Value\r\nstaff_fraction,2026-04-02,\"1,234\"\r\n", "Observations!C2")]
    [InlineData("Indicator;Time;Value\r\nstaff_fraction;02.04.2026;1\r\n", "Observations!B2")]
    [InlineData("Indicator,Time,Value\r\nstaff_fraction,4/2/2026,1\r\n", "Observations!B2")]
    public void Plan_OfCsv_ThatCouldMeanTwoThings_RejectsTheCell(string csv, string address)
    {
        var rejected = Rejected(Encoding.UTF8.GetBytes(csv));

        (rejected.Address, rejected.Reason).ShouldBe((address, "WRONG_TYPE"));
    }

    [Theory]
    [InlineData("General", nameof(CellLook.Plain))]
    [InlineData("#,##0.0\" %\"", nameof(CellLook.Plain))]
    [InlineData("0.00\\%", nameof(CellLook.Plain))]
    [InlineData("[Red]0.0;[Blue]-0.0", nameof(CellLook.Plain))]
    [InlineData("#,##0.00\" days\"", nameof(CellLook.Plain))]
    [InlineData("0.00E+00", nameof(CellLook.Plain))]
    [InlineData("[$€-407] #,##0.00", nameof(CellLook.Plain))]
    [InlineData("0.0%", nameof(CellLook.Percent))]
    [InlineData("yyyy-mm-dd", nameof(CellLook.Date))]
    [InlineData("[$-409]d-mmm;@", nameof(CellLook.Date))]
    [InlineData("[h]:mm", nameof(CellLook.Date))]
    [InlineData("dd\\.mm\\.yyyy", nameof(CellLook.Date))]
    public void NumberLooks_OfAFormatCode_SaysWhatAPersonSees(string code, string look) => NumberLooks.Of(code).ToString().ShouldBe(look);

    [Fact]
    public void Read_OfOurOwnWorkbook_ShowsDatesAsDates_AndNumbersAsNumbers()
    {
        var sheets = WorkbookReader.Read(WorkbookFile.Write(RecalculationTests.Two(50, 40)), [ObservationsSheet.Name]);

        var row = sheets.Single().Rows[1];
        (row[1].Look, row[2].Look).ShouldBe((CellLook.Date, CellLook.Plain));
    }

    private static (string At, double Value) Recorded(byte[] file)
    {
        var plan = PlanTests.Plan(file);
        plan.Entries.ShouldAllBe(entry => entry.Outcome != EntryOutcome.Rejected, string.Join(' ', plan.Entries.Select(entry => entry.Message)));
        var observation = plan.ToRecord.Single().Observation;
        return (observation.At.ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), observation.Value);
    }

    private static EntryChange Rejected(byte[] file) => PlanTests.Plan(file).Entries.Single(entry => entry.Outcome == EntryOutcome.Rejected);
}
