using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// Calls and contact time. A contact time that names a call is that call: its talk then counts no more, on the call's own day.
/// </summary>
public sealed class CallsFold
{
    /// <summary>Longest wait of a call that counts as answered in time.</summary>
    public static readonly TimeSpan AnsweredInTime = TimeSpan.FromSeconds(20);

    // By hash of the call id; talk of calls not linked, and calls linked before they were heard of (no talk).
    private List<CallTalk> _calls = [];

    /// <summary>Σ contact time and talk not linked to one, microseconds.</summary>
    public long ContactMicroseconds { get; private set; }

    /// <summary>Day on which the talk of a call counts; null if nothing is known of it.</summary>
    internal int? DayOf(string callId)
    {
        var id = Pseudonym.Of(callId);
        return _calls.FindIndex(call => call.Id == id) is var at and >= 0 ? _calls[at].Day : null;
    }

    /// <summary>Counts a call; returns the talk that it adds to the contact time, and on which day, for its cost.</summary>
    internal (long Microseconds, int Day) Apply(Interaction interaction, Call call, int day, FoldContext context, ProfileFold profile, ContributionSink sink)
    {
        void Flow(MeasureId measure, long amount) => sink.AddFlow(context, interaction, profile, measure, day, amount);

        Flow(BuiltInMeasures.Calls, 1);
        if (call.Ivr > TimeSpan.Zero || call.Outcome is CallOutcome.Contained or CallOutcome.AbandonedIvr)
            Flow(BuiltInMeasures.IvrEntered, 1);
        switch (call.Outcome)
        {
            case CallOutcome.Contained:
                Flow(BuiltInMeasures.IvrContained, 1);
                break;
            case CallOutcome.AbandonedIvr:
                Flow(BuiltInMeasures.IvrAbandoned, 1);
                break;
            case CallOutcome.AbandonedQueue:
                Flow(BuiltInMeasures.CallsAbandoned, 1);
                break;
            case CallOutcome.Answered:
                Flow(BuiltInMeasures.CallsAnswered, 1);
                Flow(BuiltInMeasures.HandleMicroseconds, Microseconds(call.Talk + call.Hold + call.WrapUp));
                Flow(BuiltInMeasures.AnswerMicroseconds, Microseconds(call.Queue));
                if (call.Queue <= AnsweredInTime)
                    Flow(BuiltInMeasures.CallsAnsweredInTime, 1);
                if (call.Transferred)
                    Flow(BuiltInMeasures.CallsTransferred, 1);
                break;
        }

        return CountTalk(Pseudonym.Of(call.CallId), Microseconds(call.Talk), day, sink);
    }

    /// <summary>Counts contact time; returns the talk that it stands for from now on and the day of it, for its cost.</summary>
    internal (long Microseconds, int Day) Apply(ContactTime contact, int day, ContributionSink sink)
    {
        Count(Microseconds(contact.Duration), day, sink);
        if (contact.CallId.Length == 0)
        {
            sink.Add(BuiltInMeasures.OtherContacts, Granularity.None, day, 1);
            return (0, day);
        }

        var id = Pseudonym.Of(contact.CallId);
        var at = _calls.FindIndex(call => call.Id == id);
        if (at < 0)
        {
            _calls.Add(new(id, day, 0, IsLinked: true));
            return (0, day);
        }

        var talk = _calls[at];
        _calls[at] = talk with { Microseconds = 0, IsLinked = true };
        Count(-talk.Microseconds, talk.Day, sink);
        return (talk.Microseconds, talk.Day);
    }

    internal CallsFold Clone()
    {
        var clone = (CallsFold)MemberwiseClone();
        clone._calls = [.. _calls];
        return clone;
    }

    internal void Write(StateWriter writer)
    {
        writer.Signed(ContactMicroseconds);
        writer.Unsigned((ulong)_calls.Count);
        foreach (var call in _calls)
        {
            writer.Fixed64(call.Id);
            writer.Signed(call.Day);
            writer.Signed(call.Microseconds);
            writer.Flag(call.IsLinked);
        }
    }

    internal static CallsFold Read(ref StateReader reader)
    {
        var fold = new CallsFold { ContactMicroseconds = reader.Signed() };
        var count = reader.Count();
        for (var i = 0; i < count; i++)
            fold._calls.Add(new(reader.Fixed64(), reader.Int(), reader.Signed(), reader.Flag()));
        return fold;
    }

    /// <summary>A duration in whole microseconds, which is how precise durations are.</summary>
    internal static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Talk of several calls under one id adds up, on the day of the first.</summary>
    private (long Microseconds, int Day) CountTalk(ulong id, long talk, int day, ContributionSink sink)
    {
        var at = _calls.FindIndex(call => call.Id == id);
        if (at < 0)
        {
            _calls.Add(new(id, day, talk, IsLinked: false));
        }
        else if (_calls[at].IsLinked)
        {
            return (0, day);
        }
        else
        {
            day = _calls[at].Day;
            _calls[at] = _calls[at] with { Microseconds = _calls[at].Microseconds + talk };
        }

        Count(talk, day, sink);
        return (talk, day);
    }

    private void Count(long microseconds, int day, ContributionSink sink)
    {
        ContactMicroseconds += microseconds;
        sink.Add(BuiltInMeasures.ContactMicroseconds, Granularity.None, day, microseconds);
    }
}
