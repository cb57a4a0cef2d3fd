using KpiPlatform.Domain;
using KpiPlatform.Persistence.Databases;
using KpiPlatform.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Databases;

/// <summary>Which failures a start waits out.</summary>
public sealed class PatientStartTests
{
    private static readonly TimeSpan TestPatience = TimeSpan.FromSeconds(30);
    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData("timeout")]
    [InlineData("starting")]
    [InlineData("full")]
    public async Task RunAsync_DatabaseThatIsSlow_IsAskedAgain(string failure)
    {
        var attempts = 0;
        var start = new PatientStart(NullLogger.Instance, _clock).RunAsync(
            _ => ++attempts < 3 ? Task.FromException(Failure(failure)) : Task.CompletedTask,
            default);

        while (attempts < 3)
        {
            await _clock.WhenTimersPendingAsync(1).WaitAsync(TestPatience);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        await start.WaitAsync(TestPatience);
        attempts.ShouldBe(3);
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("password")]
    [InlineData("newer")]
    public async Task RunAsync_FailureThatDoesNotPass_IsToldAtOnce(string failure)
    {
        var attempts = 0;
        var told = await Should.ThrowAsync<DomainException>(() => new PatientStart(NullLogger.Instance, _clock).RunAsync(
            _ =>
            {
                attempts++;
                return Task.FromException(Failure(failure));
            },
            default));

        told.Reason.ShouldBe(failure == "newer" ? "SCHEMA_NEWER" : "STORAGE_UNAVAILABLE");
        attempts.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_DatabaseThatStaysSlow_IsToldInTheEnd()
    {
        var patient = new PatientStart(NullLogger.Instance, _clock);
        _clock.Advance(PatientStart.Patience);

        await Should.ThrowAsync<DomainException>(() => patient.RunAsync(_ => Task.FromException(Failure("timeout")), default));
    }

    private static DomainException Failure(string what) => what == "newer"
        ? new(ErrorKind.FailedPrecondition, "SCHEMA_NEWER", "The database is newer.")
        : new(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "The database is away or too slow; retry later.", field: null, Cause(what));

    private static NpgsqlException Cause(string what) => what switch
    {
        "timeout" => new NpgsqlException("The operation has timed out", new TimeoutException()),
        "starting" => new PostgresException("the database system is starting up", "FATAL", "FATAL", PostgresErrorCodes.CannotConnectNow),
        "full" => new PostgresException("sorry, too many clients already", "FATAL", "FATAL", PostgresErrorCodes.TooManyConnections),
        "refused" => new NpgsqlException("Failed to connect", new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused)),
        "password" => new PostgresException("password authentication failed", "FATAL", "FATAL", PostgresErrorCodes.InvalidPassword),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "No such failure."),
    };
}
