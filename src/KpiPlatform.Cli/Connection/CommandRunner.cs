using System.CommandLine;
using Grpc.Core;
using KpiPlatform.Cli.Errors;

namespace KpiPlatform.Cli.Connection;

/// <summary>Gives each command its session and turns what goes wrong into a message and an exit code.</summary>
internal sealed class CommandRunner(CliEnvironment environment, GlobalOptions globals)
{
    public CliEnvironment Environment => environment;

    /// <summary>Makes <paramref name="handler"/> what <paramref name="command"/> does; its result is the exit code.</summary>
    public Command Handle(Command command, Func<Session, CancellationToken, Task<int>> handler)
    {
        command.SetAction((parse, cancellationToken) => RunAsync(parse, handler, cancellationToken));
        return command;
    }

    /// <summary>As the other, for a command that succeeds whenever it does not fail.</summary>
    public Command Handle(Command command, Func<Session, CancellationToken, Task> handler) =>
        Handle(command, async (session, cancellationToken) =>
        {
            await handler(session, cancellationToken);
            return ExitCodes.Success;
        });

    private async Task<int> RunAsync(
        ParseResult parse, Func<Session, CancellationToken, Task<int>> handler, CancellationToken cancellationToken)
    {
        using var session = new Session(environment, parse, globals);
        try
        {
            return await handler(session, cancellationToken);
        }
        catch (CliException error)
        {
            return await ReportAsync(error);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Whatever form the cancellation took on its way up, the cause is Ctrl-C.
            return ExitCodes.Interrupted;
        }
        catch (RpcException error)
        {
            return await ReportAsync(RpcErrors.Explain(error, session.Address));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return await ReportAsync(new CliException(ExitCodes.Failure, error.Message));
        }
    }

    private async Task<int> ReportAsync(CliException error)
    {
        await environment.Error.WriteLineAsync("kpi: " + error.Message);
        foreach (var detail in error.Details)
            await environment.Error.WriteLineAsync("  " + detail);
        return error.ExitCode;
    }
}
