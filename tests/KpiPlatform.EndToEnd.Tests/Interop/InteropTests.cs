using KpiPlatform.EndToEnd.Tests.Support;

namespace KpiPlatform.EndToEnd.Tests.Interop;

/// <summary>Clients that share no code with the platform, against a real host (tests/interop).</summary>
[Collection(SharedHostsCollection.Name)]
public class InteropTests(SharedHosts hosts)
{
    private static readonly string[] Scenarios =
    [
        "unary", "server_stream", "bidirectional_stream", "deadline", "cancellation", "error_details", "gzip", "message_over_the_limit", "health", "reflection",
    ];

    public static TheoryData<Language, string> All
    {
        get
        {
            var data = new TheoryData<Language, string>();
            foreach (var language in Enum.GetValues<Language>())
            {
                foreach (var scenario in Scenarios)
                    data.Add(language, scenario);
            }

            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(All))]
    public async Task Scenario_InAnotherLanguage_Works(Language language, string scenario)
    {
        var client = await ForeignClient.OfAsync(language);
        var host = await hosts.HostAsync(DatabaseKind.Sqlite);

        var (exitCode, output) = await client.RunAsync("client", host.Address.Authority, string.Empty, scenario);

        exitCode.ShouldBe(0, output);
        output.Trim().ShouldEndWith("ok");
    }

    [SkippableTheory]
    [InlineData(Language.Node)]
    [InlineData(Language.Python)]
    public async Task Quickstart_OfTheReadme_PrintsWhatTheReadmeSays(Language language)
    {
        var client = await ForeignClient.OfAsync(language);
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var options = TestHost.Options(database.Setting);
        options.Key = "kpi_interop_quickstart_key";
        await using var host = await TestHost.StartAsync(options);

        var (exitCode, output) = await client.RunAsync("quickstart", host.Address.Authority, options.Key);
        var (secondExitCode, secondOutput) = await client.RunAsync("quickstart", host.Address.Authority, options.Key);

        exitCode.ShouldBe(0, output);
        output.ReplaceLineEndings("\n").ShouldBe("accepted 3, duplicates 0\nrevenue 75 EUR, performance 50, STATUS_YELLOW\n");
        secondExitCode.ShouldBe(0, secondOutput);
        secondOutput.ReplaceLineEndings("\n").ShouldBe("accepted 0, duplicates 3\nrevenue 75 EUR, performance 50, STATUS_YELLOW\n");
    }

    [Fact]
    public async Task Quickstart_InCSharp_PrintsWhatTheReadmeSays()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await TestHost.StartAsync(database.Setting);
        using var output = new StringWriter();

        await Quickstart.RunAsync(host.Address.ToString(), output);

        output.ToString().ReplaceLineEndings("\n").ShouldBe("accepted 3, duplicates 0\nrevenue 75 EUR, performance 50, Yellow\n");
    }
}
