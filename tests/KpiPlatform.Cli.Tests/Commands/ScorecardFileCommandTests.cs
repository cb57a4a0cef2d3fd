using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

public sealed class ScorecardFileCommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kpi-export-");
    private FakeServer _server = null!;

    public async Task InitializeAsync() => _server = await FakeServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Export_ToAFile_TakesTheFormatOfItsEnding()
    {
        _server.Scorecards.ExportPieces = [[1, 2, 3], [4, 5]];
        var file = Path.Combine(_folder.FullName, "march.xlsx");

        var run = await RunAsync("scorecard", "export", "customers", "-o", file, "--period", "2026-03", "--as-of", "2026-04-05T10:00:00Z", "--periods", "24", "--restated");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        (await File.ReadAllBytesAsync(file)).ShouldBe([1, 2, 3, 4, 5]);
        var request = _server.Scorecards.LastExport!;
        (request.Format, request.Period, request.SeriesPeriods, request.Restated).ShouldBe((ExportFormat.Xlsx, "2026-03", 24, true));
        request.AsOfTime.ToDateTime().ShouldBe(new DateTime(2026, 4, 5, 10, 0, 0, DateTimeKind.Utc));
        request.Name.ShouldEndWith("/scorecards/customers");
    }

    [Fact]
    public async Task Export_CsvToTheTerminal_WritesTheSheet()
    {
        _server.Scorecards.ExportPieces = ["Indicator,Time\r\n"u8.ToArray()];

        var run = await RunAsync("scorecard", "export", "customers", "--format", "csv", "--sheet", "observations");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.Output.ShouldBe("Indicator,Time\r\n");
        _server.Scorecards.LastExport!.Sheet.ShouldBe(ExportSheet.Observations);
    }

    [Theory]
    [InlineData("which format", "scorecard", "export", "customers")]
    [InlineData("is no format", "scorecard", "export", "customers", "-o", "a.docx")]
    [InlineData("not for the terminal", "scorecard", "export", "customers", "--format", "xlsx")]
    [InlineData("--sheet goes with", "scorecard", "export", "customers", "--format", "html", "--sheet", "targets")]
    public async Task Export_WhatCannotBe_IsSaid(string expected, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldContain(expected);
    }

    [Fact]
    public async Task Import_DryRun_ListsEveryChangeAndSaysThatNothingWasImported()
    {
        _server.Scorecards.Imported = new()
        {
            AddedCount = 1, ChangedCount = 1, UnchangedCount = 7,
            Rows =
            {
                new ImportedRow { Outcome = ImportOutcome.Changed, Address = "Targets!A2", Subject = "p/o/revenue", Fields = { new ImportedField { Column = "Target", Address = "Targets!H2", From = "200", To = "250" } } },
                new ImportedRow { Outcome = ImportOutcome.Added, Address = "Observations!A3", Subject = "staff_fraction at 2026-03-05", Fields = { new ImportedField { Column = "Value", Address = "Observations!C3", To = "12.5" } } },
                new ImportedRow { Outcome = ImportOutcome.Unchanged, Address = "Observations!A4", Subject = "staff_fraction at 2026-03-06" },
            },
        };
        var file = Path.Combine(_folder.FullName, "march.xlsx");
        await File.WriteAllBytesAsync(file, [1, 2, 3]);

        var run = await RunAsync("scorecard", "import", "customers", file, "--dry-run");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        foreach (var text in new[] { "Targets!H2", "p/o/revenue", "200", "250", "added", "12.5" })
            run.Output.ShouldContain(text);
        run.Output.ShouldNotContain("Observations!A4");
        run.Error.ShouldContain("1 added, 1 changed, 7 unchanged, 0 rejected; this was a dry run, nothing was imported.");
        (_server.Scorecards.LastImport!.ValidateOnly, _server.Scorecards.LastImport.Content.ToByteArray().Length).ShouldBe((true, 3));
    }

    [Fact]
    public async Task Import_WithARejection_NamesTheCellAndFails()
    {
        _server.Scorecards.Imported = new()
        {
            RejectedCount = 1,
            Rows = { new ImportedRow { Outcome = ImportOutcome.Rejected, Address = "Observations!C5", Reason = "WRONG_TYPE", Message = "Value is \"abc\"; a number is wanted." } },
        };
        var file = Path.Combine(_folder.FullName, "march.csv");
        await File.WriteAllTextAsync(file, "Indicator,Time,Value\r\n");

        var run = await RunAsync("scorecard", "import", "customers", file);

        run.ExitCode.ShouldBe(ExitCodes.LinesRejected);
        run.Output.ShouldContain("Observations!C5");
        run.Output.ShouldContain("a number is wanted");
        run.Error.ShouldContain("nothing was imported");
    }

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.OfAsync(_server.Address, [.. arguments, "--tenant", "acme"]);
}
