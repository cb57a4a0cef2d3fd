using System.Text;
using FsCheck;
using FsCheck.Fluent;
using KpiPlatform.Cli.Import.Reading;
using KpiPlatform.Formatting;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Import;

public sealed class CsvReadingTests
{
    [Fact]
    public async Task Read_QuotesAndLineEnds_KeepLineNumbers()
    {
        var records = await ReadAsync("a,b\r\n\r\n\"x\"\"y\",\"1\n2\"\n,\n\"\",z");

        records.Select(r => r.Line).ShouldBe([1L, 3, 5, 6]);
        records[1].Fields.ShouldBe(["x\"y", "1\n2"]);
        records[2].Fields.ShouldBe(["", ""]);
        records[3].Fields.ShouldBe(["", "z"]);
    }

    [Fact]
    public async Task Read_TrailingDelimiterAfterQuote_HasAnEmptyField()
    {
        var records = await ReadAsync("\"a\",\n\"a\n\",\n");

        records.Select(r => r.Fields.Count).ShouldBe([2, 2]);
    }

    [Fact]
    public async Task Read_UnclosedQuote_SpoilsItsLineOnly()
    {
        var rows = string.Concat(Enumerable.Range(0, CsvRecordReader.MaxRecordLines + 50).Select(i => $"{i},ok\n"));

        var records = await ReadAsync("a,\"open\n" + rows);

        records[0].Problem!.Reason.ShouldBe("UNCLOSED_QUOTE");
        records.Skip(1).ShouldAllBe(r => r.Problem == null && r.Fields.Count == 2);
        records.Select(r => r.Line).ShouldBe(Enumerable.Range(1, CsvRecordReader.MaxRecordLines + 51).Select(i => (long)i));
    }

    [Fact]
    public async Task Read_UnclosedQuoteAtTheEnd_SpoilsItsLineOnly()
    {
        var records = await ReadAsync("a,\"open\nb,c\n");

        records[0].Problem!.Reason.ShouldBe("UNCLOSED_QUOTE");
        records[1].Fields.ShouldBe(["b", "c"]);
    }

    [Fact]
    public async Task Read_QuoteWithinAField_IsLiteral()
    {
        var records = await ReadAsync("5\" disk,b\n");

        records.Single().Fields.ShouldBe(["5\" disk", "b"]);
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var cells = Gen.Elements("", "a", "\"", ",", "\n", "x\ny", "\"\"", "é", ";", "a,b").ArrayOf(3).Where(c => !c.All(string.IsNullOrWhiteSpace));
        Prop.ForAll(cells.ArrayOf(4).ToArbitrary(), rows =>
        {
            using var text = new StringWriter();
            var writer = new CsvTextWriter(text);
            foreach (var row in rows)
                writer.Write(row);
            var read = ReadAsync(text.ToString()).GetAwaiter().GetResult();
            return read.Count == rows.Length && read.Zip(rows).All(pair => pair.First.Fields.SequenceEqual(pair.Second));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task ReadLines_TooLong_IsAProblemOfItsLine()
    {
        var text = "a\n" + new string('x', LineReader.MaxLineBytes * 3) + "\nb";

        var lines = await LinesAsync(Encoding.UTF8.GetBytes(text));

        lines.Select(l => (l.Number, l.Text, l.Problem?.Reason)).ShouldBe([(1L, "a", null), (2L, "", "LINE_TOO_LONG"), (3L, "b", null)]);
        lines[^1].EndOffset.ShouldBe(text.Length);
    }

    [Fact]
    public async Task ReadLines_ByteOrderMark_IsNotText()
    {
        var lines = await LinesAsync([0xEF, 0xBB, 0xBF, .. "a\r\nb\r\n"u8]);

        lines.Select(l => l.Text).ShouldBe(["a", "b"]);
    }

    private static async Task<List<PhysicalLine>> LinesAsync(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return await LineReader.ReadAsync(stream, Encoding.UTF8).ToListAsync();
    }

    private static async Task<List<CsvRecord>> ReadAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await CsvRecordReader.ReadAsync(LineReader.ReadAsync(stream, Encoding.UTF8), ',').ToListAsync();
    }
}
