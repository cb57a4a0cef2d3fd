using System.IO.Compression;
using System.Net;
using KpiPlatform.Dashboard.Tests.Support;

namespace KpiPlatform.Dashboard.Tests.Pages;

/// <summary>Files of a scorecard from its page: with the session's key, and with nothing without one.</summary>
[Collection(DashboardCollection.Name)]
public class ExportTests(DashboardHost host)
{
    private const string Card = "/tenants/shop/scorecards/main";

    [Fact]
    public async Task Export_Workbook_IsADownloadWithItsName()
    {
        using var visitor = await Visitor.SignedInAsync(host);

        var answer = await visitor.Http.GetAsync($"{Card}/export/xlsx?period=2026-01");
        var content = await answer.Content.ReadAsByteArrayAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        answer.Content.Headers.ContentDisposition!.ToString().ShouldContain("main-2026-01.xlsx");
        using var zip = new ZipArchive(new MemoryStream(content));
        zip.Entries.Select(entry => entry.FullName).ShouldContain("xl/workbook.xml");
    }

    [Fact]
    public async Task Export_Report_IsAPageShutOffFromTheSite()
    {
        using var visitor = await Visitor.SignedInAsync(host);

        var answer = await visitor.Http.GetAsync($"{Card}/export/html?as_of=2026-01-05");
        var html = await answer.Content.ReadAsStringAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, html);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldBe(
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-modals");
        html.ShouldContain("as known on 6 Jan 2026, 00:00");
        html.ShouldNotContain("owned'</script>");
        html.ShouldNotContain(host.Key);
    }

    [Theory]
    [InlineData("/export/csv", HttpStatusCode.OK)]
    [InlineData("/export/docx", HttpStatusCode.NotFound)]
    [InlineData("/export/0", HttpStatusCode.NotFound)]
    [InlineData("/export/csv?period=nonsense", HttpStatusCode.BadRequest)]
    [InlineData("/export/csv?as_of=nonsense", HttpStatusCode.BadRequest)]
    public async Task Export_ByAddress_Answers(string address, HttpStatusCode expected)
    {
        using var visitor = await Visitor.SignedInAsync(host);

        (await visitor.Http.GetAsync(Card + address)).StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Export_WithoutSession_LeadsToTheSignIn()
    {
        using var visitor = new Visitor(host.Web);

        var answer = await visitor.Http.GetAsync($"{Card}/export/xlsx");

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task Export_OfAnotherTenant_IsNotAllowed()
    {
        using var visitor = await Visitor.SignedInAsync(host);

        (await visitor.Http.GetAsync("/tenants/other/scorecards/main/export/xlsx")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Page_OfAScorecard_LinksItsFiles()
    {
        using var visitor = await Visitor.SignedInAsync(host);

        var html = await visitor.Http.GetStringAsync($"{Card}?period=2026-01");

        foreach (var format in new[] { "xlsx", "csv", "html" })
            html.ShouldContain($"href=\"{Card}/export/{format}?period=2026-01\"");
    }
}
