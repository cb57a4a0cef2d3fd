using System.Net.Sockets;
using KpiPlatform.Domain;
using Microsoft.AspNetCore.Connections;

namespace KpiPlatform.Host.Hosting;

/// <summary>Turns what goes wrong at a start into one line that says what to do.</summary>
internal static class StartupFailure
{
    /// <summary>Runs a start.</summary>
    /// <exception cref="HostException">It failed for a known reason.</exception>
    public static async Task ExplainAsync(
        Func<CancellationToken, Task> start, KpiHostOptions options, DatabaseChoice database, CancellationToken cancellationToken)
    {
        try
        {
            await start(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new HostException(
                $"The port of {options.Address} or of {options.WebAddress} is in use by another process. Stop it, or choose other ports with --address and --web-address.",
                exception);
        }
        catch (Exception exception) when (exception is not DomainException && Socket(exception) is { } socket)
        {
            throw new HostException($"{options.Address} or {options.WebAddress} cannot be listened on: {socket.Message}.", exception);
        }
        catch (DomainException exception)
        {
            // To callers the database is away; who starts the server is to know why.
            var problem = exception is { Kind: ErrorKind.Unavailable, InnerException: { } cause } ? $"It cannot be opened: {cause.Message.TrimEnd('.')}." : exception.Message;
            throw new HostException($"{database.Display()}: {problem}", exception);
        }
    }

    private static SocketException? Socket(Exception exception) =>
        exception as SocketException ?? exception.InnerException as SocketException;
}
