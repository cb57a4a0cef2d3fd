namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

internal static class TaskExtensions
{
    /// <summary>Says that nobody waits for a task, on purpose.</summary>
    public static void Forget(this Task task) => _ = task;
}
