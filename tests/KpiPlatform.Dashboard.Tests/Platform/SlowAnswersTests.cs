using KpiPlatform.Dashboard.Platform;
using KpiPlatform.Testing.Time;

namespace KpiPlatform.Dashboard.Tests.Platform;

public class SlowAnswersTests
{
    private static readonly DashboardOptions AtOnce = new() { AnswerWait = TimeSpan.Zero };
    private readonly ManualTimeProvider _time = new();
    private readonly TaskCompletionSource<string> _source = new();
    private int _asked;

    [Fact]
    public async Task Wait_ForWhatIsNotThere_SaysSo_AndHandsItOutOnce_WhenItIs()
    {
        var answers = new SlowAnswers(AtOnce, _time);

        (await answers.WaitAsync("kim", "/page", Ask, CancellationToken.None)).ShouldBeNull();
        (await answers.WaitAsync("kim", "/page", Ask, CancellationToken.None)).ShouldBeNull();
        _source.SetResult("42");

        (await answers.WaitAsync("kim", "/page", Ask, CancellationToken.None)).ShouldBe("42");
        _asked.ShouldBe(1, "the page that looks again waits for the same answer");
        answers.Count.ShouldBe(0);
        (await answers.WaitAsync("kim", "/page", Ask, CancellationToken.None)).ShouldBe("42");
        _asked.ShouldBe(2, "an answer is handed out once");
    }

    [Fact]
    public async Task Wait_ByAnotherPerson_OrForAnotherPage_AsksAnew()
    {
        var answers = new SlowAnswers(AtOnce, _time);

        await answers.WaitAsync("kim", "/page", Ask, CancellationToken.None);
        await answers.WaitAsync("lee", "/page", Ask, CancellationToken.None);
        await answers.WaitAsync("kim", "/other", Ask, CancellationToken.None);

        _asked.ShouldBe(3);
    }

    [Fact]
    public async Task Wait_OfOnePage_ForTwoAnswers_GivesEachItsOwn()
    {
        var answers = new SlowAnswers(AtOnce, _time);
        await answers.WaitAsync("kim", "/page", Ask, CancellationToken.None);

        (await answers.WaitAsync("kim", "/page", () => Task.FromResult(new Version(1, 2)), CancellationToken.None)).ShouldBe(new Version(1, 2));

        _source.SetResult("42");
        (await answers.WaitAsync("kim", "/page", Ask, CancellationToken.None)).ShouldBe("42");
    }

    [Fact]
    public async Task Wait_ForWhatFails_Throws_AndTheNextLookAsksAnew()
    {
        var answers = new SlowAnswers(AtOnce, _time);
        await answers.WaitAsync("kim", "/page", Ask, CancellationToken.None);
        _source.SetException(new InvalidOperationException("away"));

        await Should.ThrowAsync<InvalidOperationException>(() => answers.WaitAsync("kim", "/page", Ask, CancellationToken.None));

        answers.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Wait_WhenTheCallThrowsAtOnce_ThrowsAndKeepsNothing()
    {
        var answers = new SlowAnswers(AtOnce, _time);

        await Should.ThrowAsync<InvalidOperationException>(() => answers.WaitAsync<string>("kim", "/page", () => throw new InvalidOperationException("no"), CancellationToken.None));

        answers.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Answer_ThatNobodyTakes_GoesAfterAWhile()
    {
        var answers = new SlowAnswers(AtOnce, _time);
        await answers.WaitAsync("kim", "/page", Ask, CancellationToken.None);
        _source.SetResult("42");

        _time.Advance(TimeSpan.FromMinutes(3));
        await answers.WaitAsync("kim", "/other", () => Task.FromResult("1"), CancellationToken.None);

        answers.Count.ShouldBe(0);
    }

    private Task<string> Ask()
    {
        _asked++;
        return _source.Task;
    }
}
