using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using KpiPlatform.Cli.Commands;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Host;
using KpiPlatform.Host.Transfer;

namespace KpiPlatform.Cli;

/// <summary>The tool as a whole: its commands, over one environment.</summary>
internal sealed class KpiApplication(CliEnvironment environment)
{
    // How long a command may take to end after Ctrl-C; an import prints its summary in that time.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(5);

    private const string Serve = "serve";

    /// <summary>Runs one command line and returns an exit code of <see cref="ExitCodes"/>.</summary>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        // The server has a command line of its own, in which --address and --key are where it listens and what it asks for.
        var isServer = args is [Serve, ..];
        var root = isServer ? new RootCommand { HostProgram.CreateCommand(Serve) } : CreateRoot();
        var result = root.Parse(args);
        if (result.Action is ParseErrorAction)
        {
            foreach (var error in result.Errors)
                await environment.Error.WriteLineAsync($"kpi: {error.Message}".AsMemory(), cancellationToken);
            await environment.Error.WriteLineAsync($"Try '{Invocation(result)} --help'.".AsMemory(), cancellationToken);
            return ExitCodes.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = environment.Output,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,
            // The server listens to signals itself, since it needs longer to stop.
            ProcessTerminationTimeout = isServer ? null : TerminationTimeout,
        };
        try
        {
            return await result.InvokeAsync(configuration, cancellationToken);
        }
        catch (HostException error)
        {
            await environment.Error.WriteLineAsync($"kpi: {error.Message}".AsMemory(), CancellationToken.None);
            return ExitCodes.Failure;
        }
    }

    private RootCommand CreateRoot()
    {
        var globals = new GlobalOptions(environment);
        var runner = new CommandRunner(environment, globals);
        var root = new RootCommand("Customer KPIs: record what customers do, read indicators and scorecards.");
        globals.AddTo(root);
        root.Subcommands.Add(HostProgram.CreateCommand(Serve));
        root.Subcommands.Add(LoginCommands.Login(runner));
        root.Subcommands.Add(LoginCommands.WhoAmI(runner));
        root.Subcommands.Add(LoginCommands.Profiles(runner));
        root.Subcommands.Add(KeyCommand.Create(runner));
        root.Subcommands.Add(TenantCommand.Create(runner));
        root.Subcommands.Add(AuditCommand.Create(runner));
        root.Subcommands.Add(ScorecardCommand.Create(runner));
        root.Subcommands.Add(CustomerCommand.Create(runner));
        root.Subcommands.Add(SegmentCommand.Create(runner));
        root.Subcommands.Add(AlertCommand.Create(runner));
        root.Subcommands.Add(WebhookCommand.Create(runner));
        root.Subcommands.Add(MeasureCommand.Create(runner));
        root.Subcommands.Add(IndicatorCommand.Create(runner));
        root.Subcommands.Add(AnalysisCommand.Create(runner));
        root.Subcommands.Add(BenchmarkCommand.Create(runner));
        root.Subcommands.Add(InteractionsCommand.Create(runner));
        root.Subcommands.Add(QualityCommand.Create(runner));
        root.Subcommands.Add(ImportCommand.Create(runner));
        root.Subcommands.Add(ClusterCommand.Create(runner));
        root.Subcommands.Add(DatabaseCommands.Backup());
        root.Subcommands.Add(DatabaseCommands.Restore());
        root.Subcommands.Add(DatabaseCommands.Migrate());

        return root;
    }

    private static string Invocation(ParseResult result)
    {
        var names = new Stack<string>();
        for (SymbolResult? symbol = result.CommandResult; symbol is CommandResult command; symbol = command.Parent)
            names.Push(command.Command is RootCommand ? "kpi" : command.Command.Name);
        return string.Join(' ', names);
    }
}
