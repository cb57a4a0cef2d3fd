using System.Text;
using KpiPlatform.Dashboard.Sessions;
using KpiPlatform.Dashboard.Tests.Support;
using KpiPlatform.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace KpiPlatform.Dashboard.Tests.Sessions;

public class SessionStoreTests
{
    private static readonly SignedInCaller Caller = new("shop", "Kim", IsAdmin: false);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ManualTimeProvider _time = new();
    private readonly DashboardOptions _options = new() { MaxSessions = 3 };
    private readonly MemoryRecords _records = new();

    [Fact]
    public async Task Find_WithinIdleTimeout_KeepsTheSessionAlive()
    {
        var store = Store();
        var session = await BeginAsync(store);

        for (var i = 0; i < 4; i++)
        {
            _time.Advance(_options.SessionIdleTimeout - TimeSpan.FromMinutes(1));
            (await FindAsync(store, session)).ShouldBe(session);
        }
    }

    [Fact]
    public async Task Find_AfterIdleTimeout_EndsTheSession()
    {
        var store = Store();
        var session = await BeginAsync(store);

        _time.Advance(_options.SessionIdleTimeout);

        (await FindAsync(store, session)).ShouldBeNull();
        store.Count.ShouldBe(0);
        _records.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Find_ByAPageThatUpdatesItself_DoesNotKeepTheSessionAlive()
    {
        var store = Store();
        var session = await BeginAsync(store);

        _time.Advance(_options.SessionIdleTimeout / 2);
        (await FindAsync(store, session, touch: false)).ShouldBe(session);
        _time.Advance(_options.SessionIdleTimeout / 2);

        (await FindAsync(store, session, touch: false)).ShouldBeNull();
    }

    [Fact]
    public async Task Find_AfterLifetime_EndsTheSessionThoughItWasUsed()
    {
        var store = Store();
        var session = await BeginAsync(store);

        for (var passed = TimeSpan.Zero; passed < _options.SessionLifetime; passed += TimeSpan.FromHours(1))
        {
            (await FindAsync(store, session)).ShouldBe(session);
            _time.Advance(TimeSpan.FromHours(1));
        }

        (await FindAsync(store, session)).ShouldBeNull();
        (await FindAsync(Store(), session)).ShouldBeNull();
    }

    [Fact]
    public async Task Begin_WithTooManySessions_ForgetsTheOneIdleLongest_WhichGoesOnNevertheless()
    {
        var store = Store();
        var sessions = new List<Session>();
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            sessions.Add(await BeginAsync(store));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        await FindAsync(store, sessions[0]);

        var latest = await BeginAsync(store);

        store.Count.ShouldBe(3);
        foreach (var session in new[] { sessions[0], sessions[2], latest })
            (await FindAsync(store, session)).ShouldBe(session);
        (await FindAsync(Store(), sessions[1])).ShouldNotBeNull("memory of one host is no end for the others");
        (await FindAsync(store, sessions[1]))!.Id.ShouldBe(sessions[1].Id);
        store.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Begin_Twice_GivesIdsOf256Bits_ThatDiffer()
    {
        var store = Store();
        var (first, second) = (await BeginAsync(store), await BeginAsync(store));

        first.Id.Length.ShouldBe(10 + 64, "the second that it began in, and the bits");
        first.Id[..10].ShouldBe(second.Id[..10]);
        second.Id[10..].ShouldNotBe(first.Id[10..]);
        second.Fingerprint.ShouldBe(first.Fingerprint, "one key is one key");
        first.Fingerprint.ShouldNotContain("kpi_key");
    }

    [Fact]
    public async Task Find_OnAnotherHost_OrAfterARestart_GoesOn_WithKeyAndCaller()
    {
        var session = await BeginAsync(Store());

        var found = (await FindAsync(Store(), session))!;

        (found.Key, found.Caller, found.StartTime, found.Fingerprint).ShouldBe(("kpi_key", Caller, session.StartTime, session.Fingerprint));
    }

    [Fact]
    public async Task End_OnOneHost_EndsItOnTheOther_WhenThatLooksAgain()
    {
        var (here, there) = (Store(), Store());
        var session = await BeginAsync(here);
        var other = (await FindAsync(there, session))!;

        await here.EndAsync(session, CancellationToken.None);
        _time.Advance(SessionStore.CheckInterval);

        (await FindAsync(there, other)).ShouldBeNull();
        (await FindAsync(Store(), session)).ShouldBeNull();
    }

    [Fact]
    public async Task Find_OnAHostWhereItWasIdle_KnowsThatItWasUsedOnAnother()
    {
        var (here, there) = (Store(), Store());
        var session = await BeginAsync(here);
        await FindAsync(there, session);

        for (var i = 0; i < 3; i++)
        {
            _time.Advance(_options.SessionIdleTimeout - TimeSpan.FromMinutes(10));
            (await FindAsync(here, session)).ShouldNotBeNull();
        }

        (await FindAsync(there, session)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Find_AgainAndAgain_WritesButNowAndThen()
    {
        var store = Store();
        var session = await BeginAsync(store);

        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(6));
            await FindAsync(store, session);
        }

        _records.Writes.ShouldBeInRange(2, 4, "ten minutes, a note each five");
    }

    [Fact]
    public async Task Records_HoldNothingThatCanBeRead()
    {
        var session = await BeginAsync(Store());

        var (name, record) = _records.All.Single();
        foreach (var secret in new[] { "kpi_key", "shop", "Kim", session.Id[10..20] })
        {
            name.ShouldNotContain(secret);
            Encoding.UTF8.GetString(record.Content.Span).ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task Find_OfARecordThatWasChanged_FindsNothing()
    {
        var session = await BeginAsync(Store());
        var (name, record) = _records.All.Single();
        var forged = record.Content.ToArray();
        forged[^1] ^= 1;
        (await _records.WriteAsync(name, record.Etag, forged, CancellationToken.None)).ShouldBeTrue();

        (await FindAsync(Store(), session)).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("ffffffffff0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("GG000000000000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Find_OfWhatIsNoId_FindsNothing(string id) => (await Store().FindAsync(id, touch: true, CancellationToken.None)).ShouldBeNull();

    [Fact]
    public async Task Find_WhileStorageIsAway_GoesOnForThoseWhoAreKnown_AndSaysSoForOthers()
    {
        var store = Store();
        var session = await BeginAsync(store);
        _records.IsAway = true;
        _time.Advance(TimeSpan.FromMinutes(10));

        (await FindAsync(store, session)).ShouldBe(session);
        await Should.ThrowAsync<SessionsUnavailableException>(() => FindAsync(Store(), session));
    }

    [Fact]
    public async Task Find_OnceStorageIsBack_NotesTheUseAtOnce()
    {
        var (here, there) = (Store(), Store());
        var session = await BeginAsync(here);
        _time.Advance(_options.SessionIdleTimeout - TimeSpan.FromMinutes(1));
        _records.IsAway = true;
        await FindAsync(here, session);
        _records.IsAway = false;
        _time.Advance(TimeSpan.FromSeconds(30));
        await FindAsync(here, session);

        _time.Advance(TimeSpan.FromMinutes(1));

        (await FindAsync(there, session)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Begin_AfterOthersHaveEndedByTime_DeletesTheirRecords()
    {
        await BeginAsync(Store());
        await BeginAsync(Store());
        _time.Advance(_options.SessionLifetime);

        var store = Store();
        await BeginAsync(store);
        await store.Purge;

        _records.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Begin_WhileMoreHaveEndedThanArePurgedAtOnce_GoesOnWithEachSignIn()
    {
        for (var i = 0; i < (2 * SessionStore.PurgedAtOnce) + 50; i++)
            await _records.WriteAsync(SessionSeal.New(_time.GetUtcNow()).Name, etag: null, default, CancellationToken.None);
        _time.Advance(_options.SessionLifetime);
        var store = Store();

        for (var i = 0; i < 3; i++)
        {
            await BeginAsync(store);
            await store.Purge;
        }

        _records.All.Count.ShouldBe(3, "those who signed in now");
    }

    [Fact]
    public async Task Begin_WhileThePurgeHangs_DoesNotWaitForIt_AndBeginsNoOther()
    {
        var hangs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _records.Listing = hangs.Task;
        var store = Store();

        await BeginAsync(store).WaitAsync(Patience);
        var purge = store.Purge;
        _time.Advance(TimeSpan.FromHours(1));
        await BeginAsync(store).WaitAsync(Patience);

        purge.IsCompleted.ShouldBeFalse();
        store.Purge.ShouldBeSameAs(purge);
        hangs.SetResult();
        await purge;
    }

    [Fact]
    public async Task Begin_AfterAPurgeThatFailed_TriesAgainLater()
    {
        await _records.WriteAsync(SessionSeal.New(_time.GetUtcNow()).Name, etag: null, default, CancellationToken.None);
        _time.Advance(_options.SessionLifetime);
        var store = Store();
        _records.Listing = Task.FromException(new SessionsUnavailableException(new IOException("away")));
        await BeginAsync(store);
        await store.Purge;
        _records.Listing = Task.CompletedTask;

        _time.Advance(TimeSpan.FromMinutes(10));
        await BeginAsync(store);
        await store.Purge;

        _records.All.Count.ShouldBe(2, "those who signed in now");
    }

    private static Task<Session> BeginAsync(SessionStore store) => store.BeginAsync("kpi_key", Caller, CancellationToken.None);

    private static Task<Session?> FindAsync(SessionStore store, Session session, bool touch = true) => store.FindAsync(session.Id, touch, CancellationToken.None);

    private SessionStore Store() => new(_records, _options, _time, NullLogger<SessionStore>.Instance);
}
