using KpiPlatform.Formatting;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Output;

public sealed class CsvTextWriterTests
{
    [Fact]
    public void Write_Cells_FollowRfc4180()
    {
        Write("a", 1.5, -2L, null, true, "x,\"y\"\n").ShouldBe("a,1.5,-2,,true,\"x,\"\"y\"\"\n\"\r\n");
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+49 30")]
    [InlineData("-x")]
    [InlineData("@cmd")]
    public void Write_TextThatIsAFormula_GetsAnApostrophe(string text)
    {
        Write(text).ShouldBe($"'{text}\r\n");
    }

    [Fact]
    public void Write_Double_IsUnrounded()
    {
        Write(0.1 + 0.2).ShouldBe("0.30000000000000004\r\n");
    }

    private static string Write(params object?[] cells)
    {
        using var text = new StringWriter();
        new CsvTextWriter(text).Write(cells);
        return text.ToString();
    }
}
