using KpiPlatform.Host.Hosting;

namespace KpiPlatform.Host.Tests.Hosting;

public class DatabaseChoiceTests
{
    [Theory]
    [InlineData("Host=db;Username=kpi;Password=x;Database=kpi")]
    [InlineData("server=db;user id=kpi")]
    public void Parse_AConnectionString_IsPostgreSqlAsItStands(string text) => DatabaseChoice.Parse(text).ShouldBe(new DatabaseChoice(true, text));

    [Theory]
    [InlineData("postgres://kpi:s%3Bcret@db:5433/main", "Host=db;Port=5433;Username=kpi;Password=\"s;cret\";Database=main")]
    [InlineData("postgresql://db/main?sslmode=verify-full", "Host=db;Database=main;SSL Mode=verifyfull")]
    [InlineData("postgres://kpi@db", "Host=db;Username=kpi")]
    public void Parse_AUri_IsPostgreSqlAsAConnectionString(string text, string expected) => DatabaseChoice.Parse(text).ShouldBe(new DatabaseChoice(true, expected));

    [Theory]
    [InlineData("kpi.db")]
    [InlineData("./data/kpi.db")]
    public void Parse_AnythingElse_IsAFile(string text) => DatabaseChoice.Parse(text).ShouldBe(new DatabaseChoice(false, Path.GetFullPath(text)));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\0b")]
    public void Parse_NothingThatCanBeADatabase_SaysWhatToGive(string text) =>
        Should.Throw<HostException>(() => DatabaseChoice.Parse(text)).Message.ShouldContain("--database");

    [Fact]
    public void Display_OfPostgreSql_HidesThePassword()
    {
        var shown = DatabaseChoice.Parse("postgres://kpi:topsecret@db/main").Display();

        shown.ShouldContain("db");
        shown.ShouldContain("main");
        shown.ShouldNotContain("topsecret");
    }
}
