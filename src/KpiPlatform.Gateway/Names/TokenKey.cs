using NodaTime;

namespace KpiPlatform.Gateway.Names;

/// <summary>A key that tokens are sealed with.</summary>
/// <param name="Id">Tells it from the others that are in use.</param>
/// <param name="Secret">32 random bytes.</param>
/// <param name="From">When new tokens are sealed with it; it checks from before on, so that servers learn of it in time.</param>
internal sealed record TokenKey(byte Id, byte[] Secret, Instant From);
