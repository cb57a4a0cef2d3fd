using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using KpiPlatform.Cli.Commands;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Host;

namespace KpiPlatform.Cli;

/// <summary>The tool as a whole: its commands, over one environment.</summary>
internal sealed class KpiApplication(CliEnvironment environment)
{
    private const string ServeCommand = "serve";

    // How long a command may take to end after Ctrl-C; an import prints its summary in that time.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Runs one command line and returns an exit code of <see cref="ExitCodes"/>.</summary>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var result = CreateRoot().Parse(args);
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

            // A server takes its own time to stop, and handles signals itself.
            ProcessTerminationTimeout = result.CommandResult.Command.Name == ServeCommand ? null : TerminationTimeout,
        };
        return await result.InvokeAsync(configuration, cancellationToken);
    }

    private RootCommand CreateRoot()
    {
        var globals = new GlobalOptions(environment);
        var runner = new CommandRunner(environment, globals);
        var root = new RootCommand("Customer KPIs: record what customers do, read indicators and scorecards.");
        globals.AddTo(root);
        root.Subcommands.Add(HostProgram.CreateCommand(ServeCommand));
        root.Subcommands.Add(TenantCommand.Create(runner));
        root.Subcommands.Add(ScorecardCommand.Create(runner));
        root.Subcommands.Add(CustomerCommand.Create(runner));
        root.Subcommands.Add(IndicatorCommand.Create(runner));
        root.Subcommands.Add(InteractionsCommand.Create(runner));
        root.Subcommands.Add(ImportCommand.Create(runner));

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
