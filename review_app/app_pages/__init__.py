"""The app's pages: each module has one `show(work)` that draws it. They read through the store and write reviews only."""
