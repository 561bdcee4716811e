using Slipway.Platform.Access;

namespace Slipway.Platform.Tests.Access;

public sealed class GenerationCacheTests
{
    [Fact]
    public void Remember_ReadBeganBeforeAForgetting_IsDropped()
    {
        var cache = new GenerationCache<string, string>(maxEntries: 4);
        var began = cache.Generation;
        cache.Forget((_, _) => false);
        cache.Remember("token", "stale", began);
        Assert.Null(cache.Find("token"));
    }

    [Fact]
    public void Remember_MoreThanFit_StaysBounded()
    {
        var cache = new GenerationCache<int, string>(maxEntries: 4);
        for (var i = 0; i < 100; i++)
            cache.Remember(i, "x", cache.Generation);
        Assert.InRange(Enumerable.Range(0, 100).Count(i => cache.Find(i) is not null), 1, 4);
    }
}
