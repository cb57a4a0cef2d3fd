namespace KpiPlatform.Dashboard.Tests.Hosting;

public class DashboardOptionsTests
{
    [Fact]
    public void Validate_OfTheDefaults_AndOfTheShortestSession_Passes()
    {
        new DashboardOptions().Validate();
        new DashboardOptions { SessionIdleTimeout = TimeSpan.FromMinutes(10), SessionLifetime = TimeSpan.FromMinutes(10) }.Validate();
    }

    [Fact]
    public void Validate_OfAnIdleTimeoutInWhichNoUseIsNoted_SaysWhatItMayBe() =>
        Should.Throw<InvalidOperationException>(new DashboardOptions { SessionIdleTimeout = TimeSpan.FromMinutes(9) }.Validate)
            .Message.ShouldBe("SessionIdleTimeout is 00:09:00; it must be 00:10:00 to 12:00:00.");
}
