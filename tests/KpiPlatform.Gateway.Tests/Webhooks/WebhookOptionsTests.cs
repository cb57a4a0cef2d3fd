using KpiPlatform.Gateway.Webhooks;

namespace KpiPlatform.Gateway.Tests.Webhooks;

public sealed class WebhookOptionsTests
{
    [Fact]
    public void Validate_OfTheDefaults_Passes() => Should.NotThrow(() => new WebhookOptions().Validate());

    [Theory]
    [InlineData(nameof(WebhookOptions.Timeout))]
    [InlineData(nameof(WebhookOptions.FirstRetry))]
    [InlineData(nameof(WebhookOptions.LongestRetry))]
    [InlineData(nameof(WebhookOptions.Interval))]
    [InlineData(nameof(WebhookOptions.MaxAttempts))]
    [InlineData(nameof(WebhookOptions.MaxParallel))]
    [InlineData(nameof(WebhookOptions.MaxParallelOfTenant))]
    [InlineData(nameof(WebhookOptions.MaxParallelOfWebhook))]
    [InlineData(nameof(WebhookOptions.MaxPerMinuteOfTenant))]
    public void Validate_OfAValueOutOfItsRange_NamesIt(string name)
    {
        var options = new WebhookOptions();
        var property = typeof(WebhookOptions).GetProperty(name)!;
        property.SetValue(options, property.PropertyType == typeof(int) ? 0 : TimeSpan.Zero);

        Should.Throw<InvalidOperationException>(options.Validate).Message.ShouldContain(name + " of webhooks");
    }
}
