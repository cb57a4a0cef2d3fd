using System.Data.Common;
using KpiPlatform.Domain;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Persistence.Databases;

/// <summary>
/// Opens a database that is slow: one that is there but answers too late, has no connection to spare or is still starting itself, as when several hosts start at
/// once on a busy machine, or one of them upgrades the schema that the others wait for. A database that is not there at all is told at once: mostly its
/// address is wrong.
/// </summary>
internal sealed partial class PatientStart(ILogger logger, TimeProvider time)
{
    /// <summary>How long a start goes on from its beginning; a supervisor that starts it anew does so later.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>Runs a step, again while the database is slow. A step must do no harm when it is run twice.</summary>
    /// <exception cref="DomainException">What the step failed with.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await step(cancellationToken);
                return;
            }
            catch (DomainException exception) when (IsSlow(exception) && time.GetElapsedTime(_startedAt) < Patience)
            {
                LogSlow(logger, attempt, exception.InnerException!.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    // A connection that is refused is transient to the driver as well, with a socket's error inside.
    private static bool IsSlow(DomainException exception) =>
        exception is { Kind: ErrorKind.Unavailable, InnerException: TimeoutException or DbException { IsTransient: true, InnerException: null or TimeoutException } };

    [LoggerMessage(EventId = 2013, Level = LogLevel.Warning, Message = "The database is there, and slow; the start goes on (attempt {Attempt}): {Problem}")]
    private static partial void LogSlow(ILogger logger, int attempt, string problem);
}
