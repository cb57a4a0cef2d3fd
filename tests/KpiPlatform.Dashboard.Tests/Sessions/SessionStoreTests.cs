using KpiPlatform.Dashboard.Sessions;
using KpiPlatform.Testing.Time;

namespace KpiPlatform.Dashboard.Tests.Sessions;

public class SessionStoreTests
{
    private static readonly SignedInCaller Caller = new("shop", "Kim", IsAdmin: false);
    private readonly ManualTimeProvider _time = new();
    private readonly DashboardOptions _options = new() { MaxSessions = 3 };

    [Fact]
    public void Find_WithinIdleTimeout_KeepsTheSessionAlive()
    {
        var store = new SessionStore(_options, _time);
        var session = store.Begin("kpi_key", Caller);

        for (var i = 0; i < 4; i++)
        {
            _time.Advance(_options.SessionIdleTimeout - TimeSpan.FromMinutes(1));
            store.Find(session.Id).ShouldBe(session);
        }
    }

    [Fact]
    public void Find_AfterIdleTimeout_EndsTheSession()
    {
        var store = new SessionStore(_options, _time);
        var session = store.Begin("kpi_key", Caller);

        _time.Advance(_options.SessionIdleTimeout);

        store.Find(session.Id).ShouldBeNull();
        store.Count.ShouldBe(0);
    }

    [Fact]
    public void Find_ByAPageThatUpdatesItself_DoesNotKeepTheSessionAlive()
    {
        var store = new SessionStore(_options, _time);
        var session = store.Begin("kpi_key", Caller);

        _time.Advance(_options.SessionIdleTimeout / 2);
        store.Find(session.Id, touch: false).ShouldBe(session);
        _time.Advance(_options.SessionIdleTimeout / 2);

        store.Find(session.Id, touch: false).ShouldBeNull();
    }

    [Fact]
    public void Find_AfterLifetime_EndsTheSessionThoughItWasUsed()
    {
        var store = new SessionStore(_options, _time);
        var session = store.Begin("kpi_key", Caller);

        for (var passed = TimeSpan.Zero; passed < _options.SessionLifetime; passed += TimeSpan.FromHours(1))
        {
            store.Find(session.Id).ShouldBe(session);
            _time.Advance(TimeSpan.FromHours(1));
        }

        store.Find(session.Id).ShouldBeNull();
    }

    [Fact]
    public void Begin_WithTooManySessions_EndsTheOneIdleLongest()
    {
        var store = new SessionStore(_options, _time);
        var sessions = Enumerable.Range(0, 3).Select(_ =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return store.Begin("kpi_key", Caller);
        }).ToList();
        _time.Advance(TimeSpan.FromSeconds(1));
        store.Find(sessions[0].Id);

        var latest = store.Begin("kpi_key", Caller);

        store.Find(sessions[1].Id).ShouldBeNull();
        new[] { sessions[0], sessions[2], latest }.ShouldAllBe(session => store.Find(session.Id) == session);
    }

    [Fact]
    public void Begin_Twice_GivesIdsOf256Bits_ThatDiffer()
    {
        var store = new SessionStore(_options, _time);
        var (first, second) = (store.Begin("kpi_key", Caller), store.Begin("kpi_key", Caller));

        first.Id.Length.ShouldBe(64);
        second.Id.ShouldNotBe(first.Id);
        second.Fingerprint.ShouldBe(first.Fingerprint, "one key is one key");
        first.Fingerprint.ShouldNotContain("kpi_key");
    }
}
