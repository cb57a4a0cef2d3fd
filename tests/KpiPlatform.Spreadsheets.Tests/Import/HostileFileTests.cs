using System.Globalization;
using System.IO.Compression;
using System.Text;
using KpiPlatform.Domain;
using KpiPlatform.Spreadsheets.Import;
using KpiPlatform.Spreadsheets.Tests.Support;
using KpiPlatform.Spreadsheets.Workbooks;

namespace KpiPlatform.Spreadsheets.Tests.Import;

/// <summary>Files that are damaged, huge, or made to do harm: each ends in an error that says why.</summary>
public sealed class HostileFileTests
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    [Theory]
    [InlineData("", "REQUIRED")]
    [InlineData("Indicator,Time\r\n", "COLUMN_MISSING")]
    [InlineData("Indicator,Time,Value,Vlaue\r\n", "UNKNOWN_COLUMN")]
    [InlineData("Indicator,Time,Value,Value\r\n", "DUPLICATE_COLUMN")]
    [InlineData("\r\n\r\nIndicator,Time,Value\r\n", "HEADINGS_MISSING")]
    [InlineData("Indicator,Time,Value\r\n\"a,2026-01-01,1\r\n", "NOT_CSV")]
    [InlineData("Indicator,Time,Value\r\n\"a\"b,2026-01-01,1\r\n", "NOT_CSV")]
    [InlineData("PK nonsense", "NOT_A_WORKBOOK")]
    public void Read_OfWhatIsNone_SaysWhy(string content, string reason) =>
        Should.Throw<DomainException>(() => EntryFile.Read(Encoding.UTF8.GetBytes(content))).Reason.ShouldBe(reason);

    [Fact]
    public void Read_OfAnOldOrEncryptedWorkbook_SaysWhy() =>
        Should.Throw<DomainException>(() => EntryFile.Read([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])).Message.ShouldContain("password");

    [Fact]
    public void Read_OfOtherEncodings_SaysWhy() =>
        Should.Throw<DomainException>(() => EntryFile.Read([.. "Indicator,Time,Value\r\nM"u8, 0xFC, .. "nchen,,"u8])).Reason.ShouldBe("NOT_UTF8");

    [Fact]
    public void Read_OfTooManyRows_IsRefused()
    {
        var rows = new StringBuilder("Indicator,Time,Value,Comment,Source,Source id\r\n");
        for (var i = 0; i <= ImportLimits.Rows; i++)
            rows.Append(CultureInfo.InvariantCulture, $"staff_fraction,2026-01-01,{i},,s,{i}\r\n");

        Should.Throw<DomainException>(() => EntryFile.Read(Encoding.UTF8.GetBytes(rows.ToString()))).Reason.ShouldBe("TOO_MANY_ROWS");
    }

    [Fact]
    public void Read_OfAZipBomb_StopsAtTheLimit()
    {
        // 200 MiB of blanks pack into some 200 KiB.
        var file = Workbook(sheet =>
        {
            sheet.Write($"<worksheet xmlns=\"{Main}\"><sheetData>");
            var blanks = new string(' ', 1024 * 1024);
            for (var i = 0; i < 200; i++)
                sheet.Write(blanks);
            sheet.Write("</sheetData></worksheet>");
        });

        file.Length.ShouldBeLessThan(ImportLimits.FileBytes);
        Should.Throw<DomainException>(() => EntryFile.Read(file)).Reason.ShouldBe("FILE_TOO_LARGE");
    }

    [Theory]
    [InlineData("<c r=\"C2\"><f>1+1</f><v>2</v></c>", "FORMULA")]
    [InlineData("<c r=\"C2\" t=\"b\"><v>1</v></c>", "WRONG_TYPE")]
    [InlineData("<c r=\"C2\" t=\"e\"><v>#N/A</v></c>", "WRONG_TYPE")]
    public void Plan_OfAWorkbooksWrongCell_RejectsIt(string cell, string reason)
    {
        var rejected = PlanTests.Plan(Workbook(sheet => sheet.Write(Sheet(cell)))).Entries.Single(entry => entry.Outcome == EntryOutcome.Rejected);

        (rejected.Address, rejected.Reason).ShouldBe(("Observations!C2", reason));
    }

    [Fact]
    public void Plan_OfMergedCells_RejectsThem()
    {
        const string Merged = "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A2:A3\"/></mergeCells>";
        var file = Workbook(sheet => sheet.Write(Sheet("<c r=\"C2\"><v>1</v></c>").Replace("</sheetData>", Merged, StringComparison.Ordinal)));

        var rejected = PlanTests.Plan(file).Entries[0];

        (rejected.Outcome, rejected.Address, rejected.Reason).ShouldBe((EntryOutcome.Rejected, "Observations!A2:A3", "MERGED_CELLS"));
    }

    [Fact]
    public void Read_OfAnEntity_IsRefused() =>
        Should.Throw<DomainException>(() => EntryFile.Read(Workbook(sheet => sheet.Write("<!DOCTYPE x [<!ENTITY e \"lol\">]>" + Sheet(string.Empty))))).Reason.ShouldBe("NOT_A_WORKBOOK");

    [Fact]
    public void Read_OfDamagedWorkbooks_NeverFailsOtherwise()
    {
        var random = new Random(7);
        var whole = WorkbookFile.Write(new RandomScorecards(1).Next());
        var refused = 0;
        for (var i = 0; i < 300; i++)
        {
            var damaged = (byte[])whole.Clone();
            for (var n = random.Next(1, 8); n > 0; n--)
                damaged[random.Next(4, damaged.Length)] = (byte)random.Next(256);
            try
            {
                EntryFile.Read(random.Next(4) == 0 ? damaged[..random.Next(4, damaged.Length)] : damaged);
            }
            catch (DomainException error)
            {
                error.Kind.ShouldBe(ErrorKind.InvalidArgument);
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(50);
    }

    /// <summary>A workbook with one sheet, Observations, as somebody else's program might make it.</summary>
    private static byte[] Workbook(Action<StreamWriter> sheet)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part(zip, "xl/workbook.xml", writer => writer.Write(
                $"<workbook xmlns=\"{Main}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Observations\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"));
            Part(zip, "xl/_rels/workbook.xml.rels", writer => writer.Write(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"));
            Part(zip, "xl/worksheets/sheet1.xml", sheet);
        }

        return stream.ToArray();
    }

    private static string Sheet(string cell) =>
        $"<worksheet xmlns=\"{Main}\"><sheetData>"
        + "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Indicator</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>Time</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>Value</t></is></c></row>"
        + $"<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>staff_fraction</t></is></c><c r=\"B2\"><v>46082</v></c>{cell}</row></sheetData></worksheet>";

    private static void Part(ZipArchive zip, string name, Action<StreamWriter> write)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Optimal).Open());
        write(writer);
    }
}
