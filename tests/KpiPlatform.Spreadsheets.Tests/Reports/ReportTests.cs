using System.Text;
using KpiPlatform.Spreadsheets.Reports;
using KpiPlatform.Spreadsheets.Tests.Support;
using KpiPlatform.Spreadsheets.Tests.Workbooks;

namespace KpiPlatform.Spreadsheets.Tests.Reports;

public sealed class ReportTests
{
    [Fact]
    public void Write_AnyScorecard_NeedsNothingElseAndRunsNothing()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var html = Encoding.UTF8.GetString(ScorecardReport.Write(new RandomScorecards(seed).Next(hostile: true)));

            html.ShouldStartWith("<!DOCTYPE html>");
            html.ShouldContain("default-src &#x27;none&#x27;");
            foreach (var forbidden in new[] { "<script", "<img", "<link", "<iframe", " src=", " href=", "@import", "url(", "http://", "https://", " style=", " onload" })
                html.ShouldNotContain(forbidden, Case.Insensitive, $"seed {seed}");
        }
    }

    [Fact]
    public void Write_AScorecard_SaysWhatItSays()
    {
        var html = Encoding.UTF8.GetString(ScorecardReport.Write(RecalculationTests.Two(50, 40)));

        foreach (var text in new[] { "<h1>Two</h1>", "March 2026, as known on 5 May 2026, 14:00 (Europe/Berlin)", "50.00 EUR", "200 EUR", ">32.5<", "Red", "by 31 Dec 2026", "<polyline", "display: table-header-group", "size: A4" })
            html.ShouldContain(text, Case.Sensitive);
    }

    [Fact]
    public void Write_HostileTitle_IsEscaped()
    {
        var export = RecalculationTests.Two(50, 40);
        export = export with { Values = export.Values with { Title = "<script>alert(1)</script> & \"more\"" } };

        var html = Encoding.UTF8.GetString(ScorecardReport.Write(export));

        html.ShouldContain("<h1>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;</h1>");
    }
}
