using System.Text;
using Google.Protobuf;
using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Sheets;

/// <summary>A scorecard out as a file and back, through the API.</summary>
[Collection(SharedHostsCollection.Name)]
public class SheetTests(SharedHosts hosts)
{
    private const string Observations = "Indicator,Time,Value,Comment,Source,Source id\r\n";
    private const string Targets = "Perspective,Objective,Indicator,From,To,Target\r\n";

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Import_OfAnUnchangedExport_ChangesNothing(DatabaseKind kind)
    {
        var (tenant, name) = await StartAsync(kind);
        foreach (var (format, sheet) in new[] { (ExportFormat.Xlsx, ExportSheet.Unspecified), (ExportFormat.Csv, ExportSheet.Observations), (ExportFormat.Csv, ExportSheet.Targets) })
        {
            var file = await ExportAsync(tenant, name, format, sheet);

            var answer = await ImportAsync(tenant, name, file, validateOnly: false);

            (answer.Applied, answer.AddedCount, answer.ChangedCount, answer.RejectedCount).ShouldBe((true, 0, 0, 0), answer.ToString());
            answer.UnchangedCount.ShouldBeGreaterThan(0);
            answer.DefinitionVersion.ShouldBe(1);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Import_OfChanges_ListsThemInADryRunAndThenTakesAllOfThem(DatabaseKind kind)
    {
        var (tenant, name) = await StartAsync(kind);
        var observations = Bytes(Observations + "staff_fraction,2025-03-10 12:00,30,counted again,hr,one\r\nstaff_fraction,2025-03-20,42,,,\r\n");

        // 20 % on 10 March is corrected to 30, and 42 on 20 March is new: (42 − 10) / (50 − 10) = 80.
        var dry = await ImportAsync(tenant, name, observations, validateOnly: true);
        (dry.Applied, dry.AddedCount, dry.ChangedCount, dry.Token).ShouldBe((false, 1, 1, string.Empty), dry.ToString());
        dry.Rows[0].Fields.Select(field => (field.Address, field.From, field.To)).ShouldBe([("Observations!C2", "20", "30"), ("Observations!D2", "", "counted again")]);
        (await PerformanceAsync(tenant, name, tenant.Token)).ShouldBe(25, "a dry run changes nothing: (20 − 10) / 40");

        var done = await ImportAsync(tenant, name, observations, validateOnly: false);
        done.Applied.ShouldBeTrue(done.ToString());
        (await PerformanceAsync(tenant, name, done.Token)).ShouldBe(80);
        (await ImportAsync(tenant, name, observations, validateOnly: false)).UnchangedCount.ShouldBe(2, "sending it again changes nothing");

        // A target of 90 instead of 50: (42 − 10) / 80 = 40.
        var targets = await ImportAsync(tenant, name, Bytes(Targets + "people,staff,staff_fraction,,,90\r\n"), validateOnly: false);
        (targets.Applied, targets.ChangedCount, targets.DefinitionVersion).ShouldBe((true, 1, 2), targets.ToString());
        (await PerformanceAsync(tenant, name, done.Token)).ShouldBe(40);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Import_WithOneWrongRow_TakesNothingAndNamesTheCell(DatabaseKind kind)
    {
        var (tenant, name) = await StartAsync(kind);

        var answer = await ImportAsync(tenant, name, Bytes(Observations + "staff_fraction,2025-03-20,42,,,\r\nrevenue,2025-03-21,42,,,\r\nstaff_fraction,2199-01-01,1,,,\r\nstaff_fraction,2025-03-22,1e16,,,\r\n"), validateOnly: false);

        answer.Applied.ShouldBeFalse();
        answer.Rows.Where(row => row.Outcome == ImportOutcome.Rejected).Select(row => row.Address).ShouldBe(["Observations!A3", "Observations!B4", "Observations!C5"], answer.ToString());
        answer.Rows[1].Message.ShouldContain("computed");
        (await PerformanceAsync(tenant, name, tenant.Token)).ShouldBe(25);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Import_IntoAClosedPeriod_IsRejectedAtItsRow(DatabaseKind kind)
    {
        var (tenant, name) = await StartAsync(kind);
        await tenant.Client.Scorecards.ClosePeriodAsync(new() { Name = name, Period = "2025-03" });

        // A closing is known to whoever records a moment later.
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            bound.Token.ThrowIfCancellationRequested();
            var answer = await ImportAsync(tenant, name, Bytes(Observations + "staff_fraction,2025-03-20,42,,,\r\n"), validateOnly: true);
            if (answer.RejectedCount == 0)
                continue;
            (answer.Rows[0].Reason, answer.Rows[0].Address).ShouldBe(("PERIOD_CLOSED", "Observations!B2"), answer.ToString());
            return;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Export_AsOfAnInstant_HasWhatWasKnownThen(DatabaseKind kind)
    {
        var (tenant, name) = await StartAsync(kind);
        var listed = await tenant.Client.Interactions.ListInteractionsAsync(new() { Parent = tenant.Name, Token = tenant.Token });
        var before = listed.Interactions.Max(interaction => interaction.RecordTime);
        (await ImportAsync(tenant, name, Bytes(Observations + "staff_fraction,2025-03-20,42,,,\r\n"), validateOnly: false)).Applied.ShouldBeTrue();

        Encoding.UTF8.GetString(await ExportAsync(tenant, name, ExportFormat.Csv, ExportSheet.Observations)).ShouldContain("2025-03-20");
        var then = Encoding.UTF8.GetString(await ExportAsync(tenant, name, ExportFormat.Csv, ExportSheet.Observations, before));
        then.ShouldContain("2025-03-10");
        then.ShouldNotContain("2025-03-20");
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task ExportAndImport_OfWhatCannotBe_SayWhy(DatabaseKind kind)
    {
        var (tenant, name) = await StartAsync(kind);

        (await Should.ThrowAsync<RpcException>(() => ExportAsync(tenant, name, ExportFormat.Unspecified))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
        (await Should.ThrowAsync<RpcException>(() => ExportAsync(tenant, $"{tenant.Name}/scorecards/none", ExportFormat.Csv))).StatusCode.ShouldBe(StatusCode.NotFound);
        (await Should.ThrowAsync<RpcException>(() => ImportAsync(tenant, name, [], validateOnly: true))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
        (await Should.ThrowAsync<RpcException>(() => ImportAsync(tenant, name, Bytes("PKrubbish"), validateOnly: true))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A scorecard of one observed indicator, from 10 to 50, which was 20 on 10 March 2025.</summary>
    private async Task<(TestTenant Tenant, string Name)> StartAsync(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var name = $"{tenant.Name}/scorecards/people";
        var indicator = new ScorecardIndicator { Indicator = "staff_fraction", Direction = Direction.Increase, Baseline = 10, Target = 50, BaselineDate = "2025-01-01", Deadline = "2026-12-31" };
        await tenant.Client.Scorecards.UpdateScorecardAsync(new()
        {
            AllowMissing = true,
            Scorecard = new() { Name = name, Perspectives = { new Perspective { Id = "people", Objectives = { new Objective { Id = "staff", Indicators = { indicator } } } } } },
        });
        var observed = new Interaction { Source = "hr", Id = "one", OccurTime = Make.Time("2025-03-10"), Observation = new() { Indicator = "staff_fraction", Value = 20 } };
        (await tenant.RecordAsync(observed)).AcceptedCount.ShouldBe(1);
        return (tenant, name);
    }

    private static async Task<double> PerformanceAsync(TestTenant tenant, string name, string token) =>
        (await tenant.Client.Scorecards.GetScorecardAsync(new() { Name = name, Period = "2025-03", Token = token })).Performance;

    private static async Task<byte[]> ExportAsync(
        TestTenant tenant, string name, ExportFormat format, ExportSheet sheet = ExportSheet.Unspecified, Google.Protobuf.WellKnownTypes.Timestamp? asOf = null)
    {
        var request = new ExportScorecardRequest { Name = name, Format = format, Sheet = sheet, Period = "2025-03", AsOfTime = asOf, Token = asOf is null ? tenant.Token : string.Empty };
        using var call = tenant.Client.Scorecards.ExportScorecard(request);
        using var file = new MemoryStream();
        long stated = 0;
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            stated += call.ResponseStream.Current.SizeBytes;
            call.ResponseStream.Current.Content.WriteTo(file);
        }

        file.Length.ShouldBe(stated);
        return file.ToArray();
    }

    private static async Task<ImportScorecardResponse> ImportAsync(TestTenant tenant, string name, byte[] content, bool validateOnly) =>
        await tenant.Client.Scorecards.ImportScorecardAsync(new() { Name = name, Content = ByteString.CopyFrom(content), ValidateOnly = validateOnly });
}
