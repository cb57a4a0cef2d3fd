using KpiPlatform.Cli.Wording;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Output;

public sealed class TextSafetyTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("Müller", "Müller")]
    [InlineData("a\nb\tc", "a b c")]
    [InlineData("\u001b[31mred", "\uFFFD[31mred")]
    [InlineData("a\u202Eb\u009Bc", "a\uFFFDb\uFFFDc")]
    public void OneLine_ControlCharacters_AreReplaced(string text, string expected)
    {
        TextSafety.OneLine(text).ShouldBe(expected);
    }
}
