// The copy of Vue that the sources under test get: `/@id/vue` is another one, whose refs they can't see.
export * from 'vue'
