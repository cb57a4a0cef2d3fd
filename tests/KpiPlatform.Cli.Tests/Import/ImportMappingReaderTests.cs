using KpiPlatform.Cli.Errors;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Import;

public sealed class ImportMappingReaderTests
{
    private const string Minimal = """
        source: s
        kind: purchase
        id: "{id}"
        customer: "{customer}"
        occur_time: "{time}"
        fields:
          amount: purchase.amount
        """;

    [Theory]
    [InlineData("kind: purchase", "kindd: purchase", "m.yaml(2,1)", "did you mean 'kind'?")]
    [InlineData("kind: purchase", "kind: purchases", "m.yaml(2,7)", "did you mean 'purchase'?")]
    [InlineData("purchase.amount", "purchase.amuont", "m.yaml(7,11)", "did you mean 'amount'?")]
    [InlineData("purchase.amount", "purchase", "m.yaml(7,11)", "name a field of it: purchase.{order_id")]
    [InlineData("purchase.amount", "purchase.lines.product", "m.yaml(7,11)", "needs an index")]
    [InlineData("purchase.amount", "purchase.lines[200].product", "m.yaml(7,11)", "index beyond 199")]
    [InlineData("purchase.amount", "purchase.tax[0]", "m.yaml(7,11)", "no list")]
    [InlineData("purchase.amount", "purchase.promotion_ids", "m.yaml(7,3)", "'split'")]
    [InlineData("purchase.amount", "occur_time", "m.yaml(7,11)", "key 'occur_time' of the mapping")]
    [InlineData("purchase.amount", "labels", "m.yaml(7,11)", "needs a key")]
    [InlineData("purchase.amount", "{field: purchase.amount, unit: weeks}", "m.yaml(7,42)", "d, h, min, ms, s")]
    [InlineData("purchase.amount", "{field: purchase.amount, decimal_separator: '5'}", "m.yaml(7,", "no digit")]
    [InlineData("id: \"{id}\"", "revision: x", "m.yaml(1,1)", "'id' is missing")]
    [InlineData("source: s", "source: s\nzone: Europe/Berlim\n", "m.yaml(2,7)", "did you mean 'Europe/Berlin'?")]
    [InlineData("source: s", "source: s\nheader: false", "m.yaml(1,1)", "'columns'")]
    [InlineData("source: s", "source: s\nencoding: utf-16", "m.yaml(2,11)", "save the file as utf-8")]
    [InlineData("source: s", "source: s\nencoding: klingon", "m.yaml(2,11)", "no encoding")]
    [InlineData("source: s", "source: s\ndelimiter: ab", "m.yaml(2,12)", "one character")]
    public void Read_WrongMapping_SaysWhereAndWhat(string find, string replace, string place, string words)
    {
        var error = Should.Throw<CliException>(() => MappingFixture.Mapping(Minimal.Replace(find, replace, StringComparison.Ordinal)));

        error.ExitCode.ShouldBe(ExitCodes.Usage);
        error.Message.ShouldStartWith(place);
        error.Message.ShouldContain(words);
    }

    [Theory]
    [InlineData("{amount}", "{amout}", "m.yaml(3,5)", "did you mean 'amount'?")]
    [InlineData("amount: purchase", "amonut: purchase", "m.yaml(7,3)", "did you mean 'amount'?")]
    public async Task ReadFile_ColumnMissing_SaysWhereAndWhat(string find, string replace, string place, string words)
    {
        var yaml = Minimal.Replace("\"{id}\"", "\"{amount}\"", StringComparison.Ordinal).Replace(find, replace, StringComparison.Ordinal);

        var error = await Should.ThrowAsync<CliException>(() => MappingFixture.ReadAsync(yaml, "id,customer,time,amount\n1,c,2026-01-01,1\n"));

        error.Message.ShouldStartWith(place);
        error.Message.ShouldContain(words);
    }

    [Fact]
    public async Task ReadFile_FieldOfAnotherKind_IsRefused()
    {
        var yaml = Minimal.Replace("purchase.amount", "refund.amount", StringComparison.Ordinal);

        var error = await Should.ThrowAsync<CliException>(() => MappingFixture.ReadAsync(yaml, "id,customer,time,amount\n"));

        error.Message.ShouldContain("'refund.amount' is of another kind");
    }

    [Fact]
    public async Task ReadFile_Empty_IsRefused()
    {
        var error = await Should.ThrowAsync<CliException>(() => MappingFixture.ReadAsync(Minimal, "\n \n"));

        error.Message.ShouldContain("empty");
    }
}
